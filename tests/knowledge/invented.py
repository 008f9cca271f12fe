"""A small invented plan that has one of everything, for tests of answering."""

from __future__ import annotations

from functools import cache

from knowledge.answer import Library
from knowledge.answering import Answer, KnownPlan
from knowledge.reading import read

PLAN = """UBND PHƯỜNG LÊ SAO

**PHÒNG VĂN HÓA - XÃ HỘI**

Số: 12/KH-VHXH

*Lê Sao, ngày 15 tháng 8 năm 2026*

# KẾ HOẠCH

**Thực hiện nhiệm vụ năm học 2026-2027**

## I. NHIỆM VỤ

### 1. An toàn và bữa ăn

- Bếp ăn bán trú lưu mẫu thức ăn đủ 24 giờ; thực đơn được dán ở cổng trường vào sáng thứ Hai.
- Học sinh bị bắt nạt báo qua đường dây nóng của trường.
- Trang thông tin điện tử của trường làm theo Thông tư số 90/2024/TT-BGDĐT.

### 2. Đội ngũ

Toàn phường còn thiếu 13 giáo viên so với định mức; 96% giáo viên tiểu học đạt chuẩn trình độ đào tạo.

## II. CHỈ TIÊU

| TT | Chỉ tiêu | Đơn vị tính | MN | TH | THCS |
|---|---|---|---|---|---|
| 1 | Trẻ nhà trẻ ra lớp | % | Từ 41% trở lên (Hiện tại: 38,5%) | | |
| 2 | Học sinh thừa cân, béo phì | % | Dưới 3% | Dưới 8% | Dưới 6% |
| 3 | Trường đạt chuẩn quốc gia | Trường | 2 | 1 | 1 |

## III. NHIỆM VỤ TỪNG THÁNG

| Tháng | Nội dung |
|---|---|
| 9/2026 | - Lễ khai giảng ngày 05/9/2026; |
| | - Họp cha mẹ học sinh đầu năm. |
| 11/2026 | - Thi chọn học sinh giỏi lớp 9 cấp phường; |
| | - Kiểm tra dạy thêm, học thêm. |
| 3/2027 | - Kiểm tra dạy thêm, học thêm lần 2. |

## IV. PHÂN CÔNG

### 1. Đồng chí Mai Thị Bưởi - Trưởng phòng

Phụ trách chung; trực tiếp phụ trách tài chính, thi đua - khen thưởng. Phụ trách các trường THCS: Sông Lam, Núi Nưa.

### 2. Đồng chí Cao Văn Chanh

Phụ trách môn Toán, Tin học; công tác phổ cập giáo dục. Phụ trách các trường TH: Sông Lam, Cầu Đá.
Tạm thời phụ trách y tế trường học trong thời gian đồng chí Đào Thị Khế nghỉ thai sản.

## V. KINH PHÍ

| STT | Nội dung | Dự kiến kinh phí (triệu đồng) |
|---|---|---|
| | TỔNG CỘNG | 1 250 |
| A | Nguồn ngân sách nhà nước | 1 100 |
| B | Nguồn xã hội hóa | 150 |

**TRƯỞNG PHÒNG**

**Mai Thị Bưởi**

## Phụ lục 1. Lộ trình trường chuẩn quốc gia

| STT | Tên trường | Cấp học | 2026 | 2027 | Ghi chú |
|---|---|---|---|---|---|
| 1 | MN Hoa Cải | MN | x | | Công nhận mới |
| 2 | TH Cầu Đá | TH | | x | Mức độ 2 |
| 3 | THCS Núi Nưa | THCS | | x | |

## Phụ lục 2. Quy mô

| Cấp học | Số trường / Tổng | Số trường / Công lập | Số lớp / Tổng | Số lớp / Công lập |
|---|---|---|---|---|
| Mầm non | 5 | 3 | 51 | 37 |
| Tiểu học | 4 | 4 | 88 | 88 |
"""


@cache
def library() -> Library:
    return Library([KnownPlan("le-sao", "le-sao", read(PLAN.encode(), "le-sao.md"))])


def ask(text: str) -> Answer:
    return library().ask(text)
