"""What can stand right behind "huyện" or "mầm non" without being a name: the beginning of what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.language.lexicon import Word, lexicon, plain_words

VERBS = plain_words(
    "muốn định tính mong hứa nói bảo nhắc kể báo kêu dặn yêu khuyên đòi bắt buộc cấm xin hỏi mời giao phân chia cử "
    "chọn xét duyệt ký ban đặt dự chuẩn mở đóng xây sửa dựng làm lo giữ gom dồn gộp sáp nhập tách kéo đẩy nâng giảm "
    "tăng thu chi trả nộp gửi phát nhận tuyển tổ họp tập thi kiểm quản rà triển thực thưởng khen phạt hỗ trợ giúp cấp "
    "bổ thiếu thừa dùng xài mua sắm bán thuê nấu ăn ngủ nghỉ chơi dạy đi tới qua sang ở nằm nuôi chăm đón trông "
    "tuyên chuyển đổi thay điều sử áp xếp đánh đăng đề dẹp bỏ cắt thôi ngừng hoãn cho gọi kết ra thấy biết nghe "
    "khảo phụ đạt vượt hạ lập thành đưa lấy tìm cần được bị phải nên học tham hợp "
    "hô khuyến vận khởi phê chấm xử lắp uống khám khai nghiệm cân ưu cung bầu rước trồng tan nhờ đợi chờ đem mang "
    "ngồi đứng"
)
QUALITIES = plain_words(
    "bé nhỏ nho be to lớn xa gần cũ mới đẹp xấu tốt giỏi kém đông ít nhiều nghèo khó dễ lẻ nhỡ riêng chung khác lạ "
    "xịn ngon vùng miền ghép rẻ đắt sạch bẩn nặng nhẹ sớm muộn lâu nhanh chậm"
)
AROUND = plain_words(
    "cứ vẫn còn hay hãy chỉ luôn thường hằng hàng sắp vừa chẳng chả đừng nếu mà tự cùng cũng đã đang sẽ rất "
    "quá lắm trước sau đầu cuối giữa lần thứ bên phía gồm theo bằng suốt khắp ngay liền bữa hôm dạo đợt thế "
    "vậy sao à ạ nhỉ nhé nha hả chứ đấy đó này nọ ấy kìa đâu đi thôi luôn lại nữa hết xong hơn quanh tầm "
    "khoảng chừng tết trăm nghìn chục mấy từng mỗi mọi cái con em cháu trẻ cô thầy chị anh bác bố mẹ người "
    "dân tụi bọn mình"
)
OPENING = frozenset((*VERBS, *QUALITIES, *AROUND))
NAMELIKE = frozenset(
    plain_words(
        "an anh ba ban bàn bạch bản bảo bắc bố cao chi chí chính chương cường dung duyên dương gia giang giao "
        "hiền hoa hoài hà hàng hòa hóa hưng hướng hạ hải hậu hồ hồng hội hợp hữu khánh kim kiên kiến kế kỳ la lai "
        "lan lang linh liên long lập lâm lê lũng lương lạc lại lệ lộ lộc lợi mai mang minh mẫn mễ mỹ nam nga nghĩa "
        "ngọc nhân nhơn như ninh nông phan phong phát phú phúc phượng phố phụng quang quy quyết quán quảng quế "
        "quỳnh sa sen song sơn ta tam tan thanh thiện thu thuận thành thái tháp thông thường thượng thạch thắng "
        "thế thị thịnh thọ thới thụ thủ thủy tiên tiến tiền tri trinh triệu trung trà tràng trì trúc trường trạch "
        "trại trực tuyên tuyền tân tây tó tùng tú tư tường tịnh tứ từ vinh viên việt vân vĩnh vũ vạn vụ xuân xá "
        "yên đào đình đô đông đăng đại đạt định đồng đức"
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
    return word in OPENING or (not strict and word.folded in LONE)


def _is_namelike(word: Word, *, strict: bool) -> bool:
    return word in NAMELIKE or (not strict and word.folded in LONE_NAMELIKE)
