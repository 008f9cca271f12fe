"""What can stand right behind "huyện" or "mầm non" without being a name: the beginning of what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.lexicon import Word, lexicon, plain_words

VERBS = plain_words(
    "muốn định tính mong hứa nói bảo nhắc kể báo kêu dặn yêu khuyên đòi bắt buộc cấm xin hỏi mời giao phân chia cử "
    "chọn xét duyệt ký ban đặt dự chuẩn mở đóng xây sửa dựng làm lo giữ gom dồn gộp sáp nhập tách kéo đẩy nâng giảm "
    "tăng thu chi trả nộp gửi phát nhận tuyển tổ họp tập thi kiểm quản rà triển thực thưởng khen phạt hỗ trợ giúp cấp "
    "bổ thiếu thừa dùng xài mua sắm bán thuê nấu ăn ngủ nghỉ chơi dạy đi tới qua sang ở nằm nuôi chăm đón trông "
    "tuyên chuyển đổi thay điều sử áp xếp đánh đăng đề dẹp bỏ cắt thôi ngừng hoãn cho gọi kết ra thấy biết nghe "
    "khảo phụ đạt vượt hạ lập thành đưa lấy tìm cần được bị phải nên học tham hợp"
)
QUALITIES = plain_words(
    "bé nhỏ to lớn xa gần cũ mới đẹp xấu tốt giỏi kém đông ít nhiều nghèo khó dễ lẻ nhỡ riêng chung khác lạ xịn ngon "
    "rẻ đắt sạch bẩn nặng nhẹ sớm muộn lâu nhanh chậm"
)
AROUND = plain_words(
    "cứ vẫn còn hay hãy chỉ luôn thường hằng hàng sắp vừa chẳng chả đừng nếu mà tự cùng cũng đã đang sẽ rất quá lắm "
    "trước sau đầu cuối giữa lần thứ bên phía gồm theo bằng suốt khắp ngay liền bữa hôm dạo đợt thế "
    "vậy sao à ạ nhỉ nhé nha hả chứ đấy đó này nọ ấy kìa đâu đi thôi luôn lại nữa hết xong hơn quanh tầm khoảng chừng "
    "trăm nghìn chục mấy từng mỗi mọi cái con em cháu trẻ cô thầy chị anh bác bố mẹ người dân tụi bọn mình"
)
OPENING = frozenset((*VERBS, *QUALITIES, *AROUND))
NAMELIKE = frozenset(
    plain_words(
        "an anh ba bắc bạch bàn bản bảo bố cao chi chí chính chương cường đại đăng đào đạt đình định đô đồng đông "
        "đức dung dương duyên giao gia giang hà hạ hải hàng hậu hiền hoa hòa hóa hoài hội hồng hợp hưng hướng hữu "
        "kế khánh kiên kiến kim kỳ la lạc lai lại lâm lan lang lê lệ liên linh lộ lộc lợi long lương lũng mai mẫn "
        "mang mễ minh mỹ nam nga nghĩa ngọc nhân nhơn như ninh nông phan phát phố phong phú phúc phụng phượng "
        "quán quang quảng quế quy quyết quỳnh sa sen sơn song ta tam tân tây thái thạch tháp thắng thành thanh "
        "thế thị thiện thịnh thọ thới thông thu thủ thụ thuận thường thượng thủy tiên tiến tiền tịnh tó trà trạch "
        "trại tràng tri trì triệu trinh trúc trực trung trường tú tùng tư từ tứ tường tuyên tuyền vạn vân viên "
        "việt vinh vĩnh vũ vụ xá xuân yên"
    )
)
"""Syllables that names of places and schools are made of, where others that begin what is said sound like them."""
LONE = frozenset(word.folded for word in OPENING)
LONE_NAMELIKE = frozenset(word.folded for word in NAMELIKE)


def goes_on(typed: Sequence[Word], place: int, *, strict: bool) -> bool:
    """Whether what is said of a school or a place begins at `place`: "huyện | muốn …", "mầm non | lần đầu …". A word
    that may as well begin a name ("hop", "giao") is none where the next one goes on with what is said. With `strict`
    accents count."""
    if not _opens(typed[place], strict=strict):
        return False
    if not _is_namelike(typed[place], strict=strict) or place + 1 == len(typed):
        return True
    following = typed[place + 1]
    if _opens(following, strict=strict) and not _is_namelike(following, strict=strict):
        return True
    lex = lexicon()
    books = (lex.concepts, lex.stops, lex.asking)
    return any(s.end - s.start > 1 for book in books for s in book.at(typed, place + 1, strict=strict))


def _opens(word: Word, *, strict: bool) -> bool:
    """Whether the word is one of everyday talk that a name does not begin with."""
    return word in OPENING or lexicon().is_light(word, strict=strict) or (not strict and word.folded in LONE)


def _is_namelike(word: Word, *, strict: bool) -> bool:
    return word in NAMELIKE or (not strict and word.folded in LONE_NAMELIKE)
