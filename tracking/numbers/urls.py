from django.urls import path

from tracking.numbers.views import cards, comments, copying, documents, files, labels

urlpatterns = [
    path("tracking/numbers/", cards.number_cards, name="number_cards"),
    path("tracking/numbers/new/", cards.number_card, name="number_card_new"),
    path("tracking/numbers/<int:pk>/", cards.number_card, name="number_card"),
    path("tracking/numbers/<int:pk>/delete/", cards.number_card_delete, name="number_card_delete"),
    path("tracking/numbers/<int:pk>/comments/", comments.number_comments, name="number_comments"),
    path(
        "tracking/numbers/<int:pk>/documents/", documents.number_documents, name="number_documents"
    ),
    path("tracking/numbers/<int:pk>/label/", labels.number_label, name="number_label"),
    path("tracking/numbers/<int:pk>/files/", files.number_file_new, name="number_file_new"),
    path("tracking/numbers/files/<int:pk>/", files.number_file, name="number_file"),
    path(
        "tracking/numbers/files/<int:pk>/thumbnail/",
        files.number_thumbnail,
        name="number_thumbnail",
    ),
    path(
        "tracking/numbers/files/<int:pk>/remove/",
        files.number_file_remove,
        name="number_file_remove",
    ),
    path(
        "tracking/numbers/of/<slug:kind>/<int:item_id>/",
        cards.number_card_of,
        name="number_card_of",
    ),
    path(
        "tracking/numbers/of/<slug:kind>/<int:item_id>/known/",
        cards.number_card_known,
        name="number_card_known",
    ),
    path(
        "tracking/numbers/of/<slug:kind>/<int:item_id>/copy/",
        copying.number_copy_info,
        name="number_copy_info",
    ),
    path("tracking/numbers/<slug:kind>/", cards.number_cards_of_kind, name="number_cards_of_kind"),
]
