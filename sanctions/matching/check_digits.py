"""Whether a number can be one of its scheme at all, by the check digits of the authority that gives it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType

from stdnum import bic, imo, isin, lei
from stdnum.ar import cuit
from stdnum.au import abn, acn
from stdnum.be import vat as be_vat
from stdnum.bg import vat as bg_vat
from stdnum.br import cnpj
from stdnum.by import unp
from stdnum.ch import uid as ch_uid
from stdnum.cn import uscc
from stdnum.co import nit
from stdnum.cz import dic
from stdnum.dk import cvr
from stdnum.ee import registrikood
from stdnum.es import cif
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.fi import ytunnus
from stdnum.fr import siren, siret
from stdnum.gb import vat as gb_vat
from stdnum.gr import vat as gr_vat
from stdnum.il import hp
from stdnum.in_ import gstin, pan
from stdnum.iso7064 import mod_11_2
from stdnum.it import codicefiscale, iva
from stdnum.jp import cn as jp_cn
from stdnum.kr import brn
from stdnum.lv import pvn
from stdnum.mx import curp, rfc
from stdnum.no import orgnr as no_orgnr
from stdnum.pe import ruc as pe_ruc
from stdnum.pl import nip, regon
from stdnum.pt import nif as pt_nif
from stdnum.ro import cui
from stdnum.rs import pib
from stdnum.ru import inn, ogrn
from stdnum.se import orgnr as se_orgnr
from stdnum.sg import uen
from stdnum.th import moa
from stdnum.tr import tckimlik, vkn
from stdnum.tw import ubn
from stdnum.ua import edrpou
from stdnum.ve import rif

Validate = Callable[[str], str]


class Check(Enum):
    """What the check digits say."""

    PASSED = "passed"
    FAILED = "failed"
    NONE = "none"  # this scheme has none that we know, or the number is of another register's shape


def _nine_digits(number: str) -> str:
    """A D-U-N-S number has no check digit that is still kept to, only a length."""
    if len(number) != 9 or not number.isdigit():
        raise InvalidLength
    return number


def _chinese_citizen(number: str) -> str:
    """Only the check digit: counties come and go, and no table of them is whole."""
    if len(number) != 18:
        raise InvalidLength
    return mod_11_2.validate(number)


# Schemes of one shape: a number of another shape is wrong. Under the others registers of one country differ in shape.
_STRICT: Mapping[str, Validate] = MappingProxyType(
    {
        "lei": lei.validate,
        "isin": isin.validate,
        "imo": imo.validate,
        "bic": bic.validate,
        "uscc": uscc.validate,
        "duns": _nine_digits,
    }
)
# By country, what is tried on registration, tax and other numbers of an organisation.
_REGISTERS: Mapping[str, tuple[Validate, ...]] = MappingProxyType(
    {
        "AR": (cuit.validate,),
        "AU": (abn.validate, acn.validate),
        "BE": (be_vat.validate,),
        "BG": (bg_vat.validate,),
        "BR": (cnpj.validate,),
        "BY": (unp.validate,),
        "CH": (ch_uid.validate,),
        "CN": (uscc.validate,),
        "CO": (nit.validate,),
        "CZ": (dic.validate,),
        "DK": (cvr.validate,),
        "EE": (registrikood.validate,),
        "ES": (cif.validate,),
        "FI": (ytunnus.validate,),
        "FR": (siren.validate, siret.validate),
        "GB": (gb_vat.validate,),
        "GR": (gr_vat.validate,),
        "IL": (hp.validate,),
        "IN": (gstin.validate, pan.validate),
        "IT": (iva.validate, codicefiscale.validate),
        "JP": (jp_cn.validate,),
        "KR": (brn.validate,),
        "LV": (pvn.validate,),
        "MX": (rfc.validate,),
        "NO": (no_orgnr.validate,),
        "PE": (pe_ruc.validate,),
        "PL": (nip.validate, regon.validate),
        "PT": (pt_nif.validate,),
        "RO": (cui.validate,),
        "RS": (pib.validate,),
        "RU": (ogrn.validate, inn.validate),
        "SE": (se_orgnr.validate,),
        "SG": (uen.validate,),
        "TH": (moa.validate,),
        "TR": (vkn.validate, tckimlik.validate),
        "TW": (ubn.validate,),
        "UA": (edrpou.validate,),
        "VE": (rif.validate,),
    }
)
# Where companies are registered under the very number that is checked; elsewhere registers have numbers of their own.
_ONE_NUMBER = frozenset(
    ("AU", "BE", "BG", "BY", "CH", "CN", "DK", "EE", "FI", "FR", "IL", "JP", "LV", "NO", "RU", "SE", "SG", "TH", "TW",
     "UA")
)  # fmt: skip
_NATIONAL_IDS: Mapping[str, tuple[Validate, ...]] = MappingProxyType(
    {"CN": (_chinese_citizen,), "MX": (curp.validate,), "TR": (tckimlik.validate,)}
)


def check_digits(scheme: str, country: str, number: str, *, is_register: bool) -> tuple[Check, str]:
    """What the check digits say, and under which authority's rule the number passed."""
    if strict := _STRICT.get(scheme):
        return (Check.PASSED, scheme) if _passes(strict, number) is Check.PASSED else (Check.FAILED, "")
    if scheme == "vat" and (told := _vat(country, number)) is not Check.NONE:
        return told, f"vat {country}"
    tried = _REGISTERS if is_register else _NATIONAL_IDS if scheme == "national-id" else {}
    outcomes = [(_passes(validate, number), validate.__module__) for validate in tried.get(country, ())]
    if passed := next((rule for told, rule in outcomes if told is Check.PASSED), ""):
        return Check.PASSED, passed
    may_fail = scheme != "identification" and (scheme != "registration" or country in _ONE_NUMBER)
    has_failed = may_fail and any(told is Check.FAILED for told, _ in outcomes)
    return (Check.FAILED if has_failed else Check.NONE), ""


def _vat(country: str, number: str) -> Check:
    return _passes(eu_vat.validate, number if number[:2].isalpha() else country + number)


def _passes(validate: Validate, number: str) -> Check:
    """Only a wrong check digit fails: a number of another shape may be another register's."""
    try:
        validate(number)
    except InvalidChecksum:
        return Check.FAILED
    except ValidationError:
        return Check.NONE
    return Check.PASSED
