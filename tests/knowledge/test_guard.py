"""Courtesy and orders get their reply; a question that comes with a courtesy is a question."""

from __future__ import annotations

import pytest

from knowledge.understanding.guard import no_question

THANKS = """cảm ơn nhé|ok cám ơn ad|cảm ơn ad nhiều lắm ạ|dạ vâng em cảm ơn anh chị nhiều ạ|tuyệt vời quá|ok rồi
cam on nhieu|thanks bạn nha|tạm biệt hẹn gặp lại|Cảm ơn thầy cô|cảm ơn bạn đã hỗ trợ ạ
cảm ơn vì đã hướng dẫn|Cảm ơn cô Lan nhé|tks ad|vâng ạ|được rồi cảm ơn|cảm ơn phòng giáo dục
cảm ơn nhà trường|cảm ơn thông tin của bạn"""
GREETINGS = """xin chào|xin chào mọi người|chào buổi sáng|em chào thầy cô ạ|Chào các bậc phụ huynh
chào thầy hiệu trưởng|chào cô|hello ad|alo ad ơi|hi|hey bot|chao ad|chào ban giám hiệu"""
ORDERS = """viết giúp tôi bài phát biểu|viết đơn giúp em|viết hộ mình cái đơn xin học|viết một bài thơ cho em
kể chuyện cười đi|giải bài này với|soạn cho em giáo án"""
QUESTIONS = """cảm ơn, học phí thì sao|Xin chào, học phí?|cảm ơn thế tháng 10?|chào ad học phí ạ|cam on hoc phi
ok khai giảng|chào ad THCS Núi Nưa|cảm ơn, còn trường Núi Nưa|chào ad ngày 5/9 ạ|ok bán trú thì sao
xin chào phường Vườn Ươm|viết đơn xin chuyển trường cho ai|viết đơn xin chuyển trường
hội thi kể chuyện tháng mấy|thi kể chuyện|viết bài dự thi nộp ở đâu
viết đơn xin nghỉ học cho con gửi ai"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (text, kind)
        for listed, kind in ((THANKS, "thanks"), (GREETINGS, "greeting"), (ORDERS, "command"), (QUESTIONS, ""))
        for line in listed.splitlines()
        for text in line.split("|")
    ],
)
def test_courtesy_and_orders_are_told_from_questions(text: str, kind: str) -> None:
    assert no_question(text) == kind
