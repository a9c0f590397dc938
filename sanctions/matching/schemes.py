"""What registers and authorities call their numbers: every spelling of a scheme read as one, with its country."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of number; `country` only where the name of the scheme tells it: an OGRN is Russian."""

    name: str
    country: str = ""


# Numbers by which registers and tax offices know an organisation. One is often printed under the other's name.
REGISTER = frozenset(("registration", "tax", "vat", "uscc", "identification", "okpo"))
# How to reach a party, or its bank: shared by agents and affiliates, so a lead and no identity.
CONTACT = frozenset(("phone", "email", "website", "bic", "bik", "iban"))
# The same for everybody of that name or that place.
TELLS_NOBODY = frozenset(("chinese-commercial", "unlocode", "un-locode"))
# Numbers that are one of a kind in the whole world.
WORLDWIDE = frozenset(("lei", "isin", "imo", "imo-company", "duns", "mmsi", "uscc", "ofac-uid"))

# By name as written, without dots and without words such as number, code, ID. What is missing stands for itself.
_SPELLINGS: Mapping[str, Scheme] = MappingProxyType(
    {
        **dict.fromkeys(("lei", "legal-entity", "gleif"), Scheme("lei")),
        **dict.fromkeys(
            ("uscc", "usccc", "usci", "unified-social-credit", "united-social-credit", "social-credit", "credit"),
            Scheme("uscc", "CN"),
        ),
        **dict.fromkeys(("统一社会信用代码", "统一社会信用", "社会信用代码", "纳税人识别号"), Scheme("uscc", "CN")),
        **dict.fromkeys(("组织机构代码", "营业执照注册号", "注册号"), Scheme("registration", "CN")),
        **dict.fromkeys(("organisation", "organization", "organisation-institution"), Scheme("registration")),
        **dict.fromkeys(("ogrn", "огрн", "ogrnip", "огрнип", "psrn"), Scheme("registration", "RU")),
        **dict.fromkeys(("inn", "инн", "tin-ru"), Scheme("tax", "RU")),
        **dict.fromkeys(("okpo", "окпо", "government-gazette"), Scheme("okpo")),
        **dict.fromkeys(("ein", "fein", "us-fein", "us-ein", "employer"), Scheme("tax", "US")),
        **dict.fromkeys(
            (
                "registration", "registry", "register", "reg", "company", "company-registration", "companies-house",
                "business-registration", "business-registry", "business-register", "business-registration-document",
                "business", "enterprise", "commercial-registry", "commercial-registration", "commercial-register",
                "trade-register", "cr", "crn", "brn", "chamber-commerce", "incorporation", "public-registration",
                "trade-license", "trade-licence", "license", "licence", "business-license", "business-licence",
                "matricula-mercantil", "folio-mercantil", "economic-register", "central-registration-system",
                "national-registration", "corporate", "company-house", "file", "entity",
            ),
            Scheme("registration"),
        ),
        **dict.fromkeys(("uk-company", "companies-house-uk"), Scheme("registration", "GB")),
        "romanian-cr": Scheme("registration", "RO"),
        "dubai-chamber-commerce-membership": Scheme("registration", "AE"),
        "istanbul-chamber-comm": Scheme("registration", "TR"),
        "registered-charity": Scheme("registration"),
        **dict.fromkeys(("hrb", "hra", "handelsregister"), Scheme("registration", "DE")),
        **dict.fromkeys(("siren", "siret", "rcs"), Scheme("registration", "FR")),
        **dict.fromkeys(("kvk", "kamer-van-koophandel", "rsin"), Scheme("registration", "NL")),
        **dict.fromkeys(("kbo", "bce", "ondernemingsnummer"), Scheme("registration", "BE")),
        **dict.fromkeys(("krs", "regon"), Scheme("registration", "PL")),
        **dict.fromkeys(("abn", "acn"), Scheme("registration", "AU")),
        **dict.fromkeys(("cin", "llpin"), Scheme("registration", "IN")),
        **dict.fromkeys(("gstin", "pan"), Scheme("tax", "IN")),
        "uen": Scheme("registration", "SG"),
        "ubn": Scheme("registration", "TW"),
        "cvr": Scheme("registration", "DK"),
        "edrpou": Scheme("registration", "UA"),
        "єдрпоу": Scheme("registration", "UA"),
        "mersis": Scheme("registration", "TR"),
        "houjin": Scheme("registration", "JP"),
        "unp": Scheme("tax", "BY"),
        "unn": Scheme("tax", "BY"),
        "vkn": Scheme("tax", "TR"),
        "nip": Scheme("tax", "PL"),
        "nit": Scheme("tax"),
        "ruc": Scheme("tax"),
        "rif": Scheme("tax", "VE"),
        "rtn": Scheme("tax", "HN"),
        "paraguayan-tax": Scheme("tax", "PY"),
        "romanian-tax-registration": Scheme("tax", "RO"),
        "rfc": Scheme("tax", "MX"),
        "cuit": Scheme("tax", "AR"),
        "cnpj": Scheme("tax", "BR"),
        "npwp": Scheme("tax", "ID"),
        "utr": Scheme("tax", "GB"),
        **dict.fromkeys(("bin", "iin"), Scheme("registration", "KZ")),
        **dict.fromkeys(
            (
                "tax", "tin", "taxpayer", "tax-registration", "fiscal", "italian-fiscal", "cif", "nif", "steuer",
                "unico-identificacao-tributaria", "unico-de-identificacao-tributaria",
            ),
            Scheme("tax"),
        ),
        **dict.fromkeys(("vat", "vat-registration", "ust", "ustid", "tva", "iva", "btw"), Scheme("vat")),
        **dict.fromkeys(
            (
                "passport", "diplomatic-passport", "stateless-person-passport", "british-national-overseas-passport",
                "паспорт", "护照",
            ),
            Scheme("passport"),
        ),
        **dict.fromkeys(
            (
                "national", "national-foreign", "personal", "personal-card", "citizens-card", "identity",
                "identity-card", "identidad", "de-identidad", "cedula", "dni", "cartilla-de-servicio-militar-nacional",
                "credencial-electoral", "身份证",
            ),
            Scheme("national-id"),
        ),
        **dict.fromkeys(("cui", "cnp", "le", "nie"), Scheme("national-id")),
        **dict.fromkeys(("curp", "cuip", "ife"), Scheme("national-id", "MX")),
        **dict.fromkeys(("turkish", "tckn", "tc-kimlik"), Scheme("national-id", "TR")),
        **dict.fromkeys(("uae", "emirates"), Scheme("national-id", "AE")),
        "bosnian-personal": Scheme("national-id", "BA"),
        "kenyan": Scheme("national-id", "KE"),
        "moroccan-personal": Scheme("national-id", "MA"),
        "tazkira-national-card": Scheme("national-id", "AF"),
        "electoral-registry": Scheme("electoral-registry-no"),
        "visanumberid": Scheme("visa"),
        **dict.fromkeys(("ssn", "social-security"), Scheme("ssn", "US")),
        **dict.fromkeys(("duns", "dun-bradstreet", "dnb"), Scheme("duns")),
        **dict.fromkeys(("imo", "imo-ship", "vessel-imo"), Scheme("imo")),
        **dict.fromkeys(("bic", "swift", "swift-bic"), Scheme("bic")),
        **dict.fromkeys(("phone", "telephone", "tel", "mobile", "fax", "phone-fax"), Scheme("phone")),
        **dict.fromkeys(("email", "e-mail", "mail", "email-address"), Scheme("email")),
        **dict.fromkeys(("website", "web", "url", "homepage"), Scheme("website")),
        "vessel-registration": Scheme("vessel"),
        "aircraft-tail": Scheme("tail-number"),
        "aircraft-manufacturers-serial": Scheme("msn"),
        "aircraft-serial": Scheme("msn"),
        "aircraft-construction": Scheme("construction-number"),
        "aircraft-mode-s-transponder": Scheme("mode-s"),
        **dict.fromkeys(("ticker", "equity-ticker", "stock"), Scheme("ticker")),
        **dict.fromkeys(("identification", "id"), Scheme("identification")),
    }
)  # fmt: skip
_FILLERS = frozenset(
    ("no", "nr", "num", "number", "numbers", "numero", "n", "id", "identification", "identifier", "code", "certificate",
     "the", "of", "and", "document")
)  # fmt: skip
_ASIDE = re.compile(r"\([^()]*\)")
_WORDS = re.compile(r"[^\W_]+")


def scheme_of(written: str) -> Scheme:
    """The scheme a name stands for: "Tax ID No.", "tax-id" and "TIN" are one; an unknown name stands for itself."""
    words = _WORDS.findall(_ASIDE.sub(" ", written.casefold()).replace(".", " ").replace("'", ""))
    telling = [word for word in _joined_letters(words) if word not in _FILLERS]
    compact = "-".join(telling) or "identification"
    return _SPELLINGS.get(compact) or Scheme(compact)


def _joined_letters(words: list[str]) -> list[str]:
    """Single letters in a row as one word: D-U-N-S, R.F.C."""
    found: list[str] = []
    was_letter = False
    for word in words:
        is_letter = len(word) == 1
        if is_letter and was_letter:
            found[-1] += word
        else:
            found.append(word)
        was_letter = is_letter
    return found
