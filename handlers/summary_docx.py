"""The month's summary as an official report, to be numbered, signed and stamped.

Its layout is that of Decree 30/2020/NĐ-CP, appendix I: A4, Times New Roman; issuer on the left and the Republic's name
and motto on the right, number and place below; the kind of document and its subject; the body; whom it goes to and who
signs. Pages are numbered at the top from the second on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from db.models import Office
from db.offices import UNIT
from db.overview import Standing
from handlers.summary_figures import Summary, TaskFigures

FONT = "Times New Roman"
CENTRE, LEFT, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
SIGNS = {  # Office.kind -> who signs for it
    "so": "GIÁM ĐỐC", "phong_gddt": "TRƯỞNG PHÒNG", "xa_phuong": "TRƯỞNG PHÒNG", "ubnd": "CHỦ TỊCH",
    "cum": "CỤM TRƯỞNG", "truong": "HIỆU TRƯỞNG",
}  # fmt: skip
MOST_NOTE = 300  # characters of a difficulty
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def document(summary: Summary) -> bytes:
    made = Document()
    _page(made)
    _heading(made, summary)
    _title(made, summary)
    _body(made, summary)
    _closing(made, summary.office)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _page(made: Docx) -> None:
    """A4; top and bottom 2 cm, left 3 cm, right 2 cm (article I.2 of the appendix)."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = section.right_margin = Cm(2)
    section.left_margin = Cm(3)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)


def _heading(made: Docx, summary: Summary) -> None:
    above, issuer = _issuer(summary.office)
    table = _bare_table(made, (6.8, 9.4))
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], above, 12)
    _line(left.add_paragraph() if above else left.paragraphs[0], issuer, 12, bold=True)
    _rule(left, 3)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right, 5.6)
    code = f"-{summary.document_code}" if summary.document_code else ""
    _line(left.add_paragraph(), f"Số:         /BC{code}", 13)
    place = f"{_place(summary.office)}, " if _place(summary.office) else ""
    when = f"ngày {summary.at:%d} tháng {summary.at.month:02} năm {summary.at.year}"
    _line(right.add_paragraph(), f"{place}{when}", 13, italic=True)


def _issuer(office: Office) -> tuple[str, str]:
    """The body above and the office's own name without it, as the heading has them, in capitals."""
    unit = UNIT.search(office.name)
    if unit is None or office.kind not in ("xa_phuong", "phong_gddt") or unit.start() == 0:
        return "", office.name.upper()
    own = office.name[: unit.start()].strip(" ,-")
    named = unit[0].strip().replace(" ", "\xa0")  # so that a long line breaks before it
    return f"ỦY BAN NHÂN DÂN {named}".upper(), own.upper()


def _place(office: Office) -> str:
    return office.places[0] if office.places else ""


def _title(made: Docx, summary: Summary) -> None:
    kind = made.add_paragraph()
    kind.paragraph_format.space_before = Pt(14)
    _line(kind, "BÁO CÁO", 14, bold=True)
    subject = f"Tổng hợp tình hình thực hiện nhiệm vụ của các trường tháng {summary.month}/{summary.year}"
    _line(made.add_paragraph(), subject, 14, bold=True)
    _rule(made, 4.5)


def _body(made: Docx, summary: Summary) -> None:
    counts = summary.counts
    owed, came = sum(task.owed for task in summary.tasks), sum(task.came for task in summary.tasks)
    rate = f" ({came * 100 / owed:.1f}%)".replace(".", ",") if owed else ""
    _section(made, "1. Kết quả chung")
    exempt = f", {counts[Standing.EXEMPT]} báo cáo được miễn" if counts[Standing.EXEMPT] else ""
    _text(
        made,
        f"Tháng {summary.month}/{summary.year}, {summary.schools} trường có báo cáo phải nộp về {len(summary.tasks)} "
        f"việc theo kế hoạch và yêu cầu của cơ quan; tổng số {owed} báo cáo{exempt}.",
    )
    _text(
        made,
        f"Tính đến {summary.at:%H giờ %M} ngày {summary.at:%d/%m/%Y} đã nhận {came} báo cáo{rate}: "
        f"{counts[Standing.ON_TIME]} đúng hạn, {counts[Standing.LATE]} trễ hạn; còn thiếu {counts[Standing.MISSING]}, "
        f"trả lại để bổ sung {counts[Standing.RETURNED]}, chưa tới hạn {counts[Standing.WAITING]}.",
    )
    _section(made, "2. Kết quả theo từng việc")
    _figures(made, summary.tasks)
    parts = (
        ("Số liệu tổng hợp", _sums(summary.tasks)),
        ("Các trường chưa nộp báo cáo", _missing(summary.tasks)),
        ("Khó khăn, vướng mắc các trường nêu", _troubles(summary)),
    )
    for number, (title, lines) in enumerate(((t, lines) for t, lines in parts if lines), start=3):
        _section(made, f"{number}. {title}")
        for line in lines:
            _text(made, f"- {line}")
    _text(made, f"Trên đây là báo cáo tổng hợp tháng {summary.month}/{summary.year} của {summary.office.name}./.")


def _figures(made: Docx, tasks: Sequence[TaskFigures]) -> None:
    heads = ("TT", "Nội dung", "Hạn", "Phải nộp", "Đúng hạn", "Trễ", "Thiếu", "Trả lại", "Chưa tới hạn", "Tỷ lệ")
    widths = (0.9, 5.0, 1.6, 1.2, 1.3, 1.0, 1.2, 1.1, 1.4, 1.3)
    table = made.add_table(1, len(heads), "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _fill(table.rows[0].cells, heads, widths, bold=True)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    order = (Standing.ON_TIME, Standing.LATE, Standing.MISSING, Standing.RETURNED, Standing.WAITING)
    for number, task in enumerate(tasks, start=1):
        counts = [str(task.counts[each]) for each in order]
        text = f"{task.item.text} (V{task.item.number})"
        _fill(
            table.add_row().cells, [str(number), text, f"{task.due:%d/%m}", str(task.owed), *counts, task.rate], widths
        )


def _fill(cells: Sequence[_Cell], texts: Sequence[str], widths: Sequence[float], bold: bool = False) -> None:
    for place, (cell, text, width) in enumerate(zip(cells, texts, widths, strict=True)):
        cell.width = Cm(width)
        _line(cell.paragraphs[0], text, 11, bold=bold, align=LEFT if place == 1 and not bold else CENTRE)


def _sums(tasks: Sequence[TaskFigures]) -> list[str]:
    return [
        f"{task.item.text} (V{task.item.number}): "
        + "; ".join(f"{name} {total:g} ({schools} trường)" for name, total, schools in task.sums)
        for task in tasks
        if task.sums
    ]


def _missing(tasks: Sequence[TaskFigures]) -> list[str]:
    return [
        f"{task.item.text} (V{task.item.number}, hạn {task.due:%d/%m}), {len(task.missing)} trường: "
        f"{', '.join(task.missing)}."
        for task in tasks
        if task.missing
    ]


def _troubles(summary: Summary) -> list[str]:
    told = []
    for cell in summary.troubles:
        note = " ".join(cell.report.note.split()) if cell.report else ""
        note = note if len(note) <= MOST_NOTE else note[: MOST_NOTE - 1].rstrip() + "…"
        told.append(f"{cell.school.name} (V{cell.item.number}): {note or 'gặp khó khăn, chưa nêu cụ thể'}")
    return told


def _closing(made: Docx, office: Office) -> None:
    """Whom it goes to, on the left; who signs, on the right, with room for signature and seal."""
    made.add_paragraph().paragraph_format.space_after = Pt(0)
    table = _bare_table(made, (8.1, 8.1))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], "Nơi nhận:", 12, bold=True, italic=True, align=LEFT)
    unit, (above, _) = UNIT.search(office.name), _issuer(office)
    to_above = [f"UBND {unit[0].strip()} (để b/c);"] if unit and above else []
    for line in (*to_above, "Các trường (để t/h);", "Lưu: VT."):
        _line(left.add_paragraph(), f"- {line}", 11, align=LEFT)
    _line(right.paragraphs[0], SIGNS.get(office.kind, "THỦ TRƯỞNG ĐƠN VỊ"), 14, bold=True)
    for _ in range(4):
        right.add_paragraph()
    _line(right.add_paragraph(), "(Họ và tên)", 14, bold=True)


def _section(made: Docx, title: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    _text_style(paragraph)
    paragraph.add_run(_clean(title)).bold = True


def _text(made: Docx, text: str) -> None:
    paragraph = made.add_paragraph(_clean(text))
    _text_style(paragraph)


def _text_style(paragraph: Paragraph) -> None:
    paragraph.alignment = BOTH
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_before, layout.space_after = Cm(1.27), Pt(6), Pt(0)
    layout.line_spacing = 1.15


def _line(
    paragraph: Paragraph,
    text: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
) -> None:
    """One line of fixed size without space around it; nothing for no text."""
    if not text:
        return
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(_clean(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _rule(place: Docx | _Cell, width_cm: float) -> None:
    """A thin line in the middle, of this width: the lower border of an empty paragraph."""
    paragraph = place.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_after, layout.line_spacing = Pt(4), Pt(3)
    room = 16.0 if not isinstance(place, _Cell) else (place.width.cm if place.width else 8.0) - 0.4
    layout.left_indent = layout.right_indent = Cm(max(0.0, (room - width_cm) / 2))
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")  # in the schema's order


def _bare_table(made: Docx, widths_cm: Sequence[float]) -> Table:
    table: Table = made.add_table(1, len(widths_cm))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = column.cells[0].width = Cm(width)
    return table


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text)
