"""Vendors and customers, as far as goods need them."""

from django.db import models
from django.db.models import Q

from wms.core.text import CodeField


class Partner(models.Model):
    no = CodeField("No.", max_length=20, unique=True)
    name = models.CharField("Name", max_length=100, blank=True)
    address = models.CharField("Address", max_length=100, blank=True)
    post_code = models.CharField("Post Code", max_length=20, blank=True)
    city = models.CharField("City", max_length=50, blank=True)
    country_code = CodeField("Country/Region Code", max_length=10, blank=True)
    email = models.EmailField("E-mail", blank=True)
    blocked = models.BooleanField("Blocked", default=False, help_text="Nothing can be posted.")

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(name="%(class)s_no_filled", condition=~Q(no=""))]

    def __str__(self) -> str:
        return self.no


class Vendor(Partner):
    class Meta(Partner.Meta):
        verbose_name = "Vendor"


class Customer(Partner):
    class Meta(Partner.Meta):
        verbose_name = "Customer"
