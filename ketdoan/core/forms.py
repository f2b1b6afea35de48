"""Forms as every module draws them: label, help and error at the field."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws each field by core/field.html."""

    field_template_name = "core/field.html"
