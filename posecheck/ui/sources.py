"""The sources of the library's numbers, by the keys the stretch files name them with.

Written down as the project's stretch notes cite them; they were read there, not by this program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

SOURCES: Mapping[str, str] = {
    "C1": "corewalking.com",
    "C2": "dauntlessfitness.com",
    "C3": "capablebody.com",
    "D1": "ACSM stretching update 2021",
    "D2": "Garber 2011, doi 10.1249/MSS.0b013e318213fefb (via summaries)",
    "D3": "Ingram 2025, doi 10.1007/s40279-024-02143-9",
    "E1": "Lippold, doi 10.1002/9780470715420.ch14",
    "E2": "Pozos 1982, J Appl Physiol 52:226",
    "E3": "The ankle stretch reflexes in normal and spastic subjects",
    "E4": "Pozos 1987, doi 10.1016/s0196-0644(87)80756-4",
    "E5": "tre.guide",
    "E6": "JABFM, table 1",
    "E7": "tre.guide",
    "E8": "tre.guide",
    "E9": "tre.guide",
    "E10": "treandfocusing.wordpress.com",
    "E11": "tre.guide",
    "E12": "Berceli 2014, doi 10.7453/gahmj.2014.032",
    "E13": "Lynning 2021, doi 10.1016/j.jtcme.2021.02.003",
    "E14": "Skovgaard, randomised trial",
    "E16": "Williams 2021, doi 10.1002/mdc3.13119",
    "E17": "doi 10.1038/s41598-025-97252-4",
    "F1": "norfolkandwaveneycommunityhealth.nhs.uk",
    "F2": "crulse.com, callanetics.com",
    "F3": "lhsc.on.ca",
    "F4": "Duke anterior hip precautions",
    "F5": "health2u.sg",
    "F6": "innolitics.com",
    "F7": "rqmis.com, unplex.tech",
    "H1": "PubMed 31232167",
    "H2": "PubMed 39462416",
    "H4": "Kiseljak 2024, doi 10.3390/biomechanics4040041",
    "H5": "Bolčević, SciTePress",
    "N1": "Lau, Manual Therapy 2009;14:363",
    "P1": "PubMed Central PMC9434898",
    "P2": "J Clin Physiother Res 2019;4(2):e8",
    "P3": "doi 10.3390/jcm10225360",
    "P4": "PubMed Central PMC8998857",
    "P5": "bobholzmanlmt.com",
    "P6": "painscience.com",
    "R1": "Wilson, AFP 2014;89:27 (fpnotebook.com)",
    "R2": "Merck table",
    "R3": "Kouyoumdjian, OTSR 2012;98:17",
    "R4": "doi 10.1186/s40101-016-0120-8, table 3",
    "R5": "Soucie 2011, doi 10.1111/j.1365-2516.2010.02399.x",
    "T1": "Vigotsky 2016, doi 10.7717/peerj.2325",
    "T2": "doi 10.1186/s13102-021-00242-y, table 4",
    "T3": "matassessment.com",
    "W1": "Steffen 2017, doi 10.3389/fpubh.2017.00222",
    "W2": "Breathe 2017;13:298",
    "W3": "Romano 2021, doi 10.3390/s21155126",
    "W4": "Zhu 2019, doi 10.1109/JTEHM.2019.2946147",
    "W5": "Non-contact breathing rate detection using optical flow",
    "W6": "Srestha 2026, doi 10.1371/journal.pone.0325340",
    "Y1": "focusonphysio.com.au",
    "Y2": "joyfulyogawithtara.blogspot.com",
    "Y3": "hotyogastavanger.no",
    "Y4": "coastchiropractic.com.au",
    "Y5": "ekhartyoga.com, tirisulayoga.com",
    "Y6": "rhysmenzel.com",
    "Y7": "vshf.ca",
    "Y8": "gaia.com",
    "Y9": "yogavyayam.com",
    "Y10": "iform.dk",
    "Y11": "functionalmovement.com",
    "Y12": "rebalancept.com",
    "Y13": "ashevillecommunityyoga.com",
    "Y14": "en.proprio.info",
    "Y15": "mobsea.com",
    "Y16": "acefitness.org",
    "Y17": "ayurvedam.se",
    "Y18": "yogajournal.com",
    "Y19": "inshape.blog",
    "Y20": "b3pt.com",
    "Y21": "biologyinsights.com",
    "Y22": "thetechedvocate.org",
    "Y23": "Yoga Journal",
    "Y24": "verywellfit.com",
    "Y25": "yogabasics.com",
    "Y26": "fammestore.be",
}
_KEY = re.compile(r"\b[A-Z]\d{1,2}\b")


def named_in(texts: Iterable[str]) -> dict[str, str]:
    """The sources that texts name by key, each once, in the order they are named."""
    keys = (key for text in texts for key in _KEY.findall(text))
    return {key: SOURCES[key] for key in keys if key in SOURCES}
