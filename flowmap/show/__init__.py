"""Pictures, pages and reports: the leaves of the route. Each reads tables and computes nothing of its own."""

from flowmap.show.charts import draw_change, draw_load, draw_measures, draw_people_met, draw_value_by
from flowmap.show.export import write_pdf, write_png, write_svg
from flowmap.show.flow import Placement, draw_flow, draw_flow_geometry, prepare_flow
from flowmap.show.group_way import draw_group
from flowmap.show.model_picture import draw_model
from flowmap.show.page import pdf_bytes, png_bytes
from flowmap.show.picture import Picture
from flowmap.show.report import (
    FEWEST_FOR_A_FLOW,
    AnalystPart,
    Drawn,
    Material,
    begin_tables,
    csv_text,
    write_report,
)
from flowmap.show.way import draw_way, draw_ways

__all__ = [
    "FEWEST_FOR_A_FLOW",
    "AnalystPart",
    "Drawn",
    "Material",
    "Picture",
    "Placement",
    "begin_tables",
    "csv_text",
    "draw_change",
    "draw_flow",
    "draw_flow_geometry",
    "draw_group",
    "draw_load",
    "draw_measures",
    "draw_model",
    "draw_people_met",
    "draw_value_by",
    "draw_way",
    "draw_ways",
    "pdf_bytes",
    "png_bytes",
    "prepare_flow",
    "write_pdf",
    "write_png",
    "write_report",
    "write_svg",
]
