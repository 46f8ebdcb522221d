from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "wms.documents"
    label = "documents"
