"""Words in kort sagt that may be somebody's name are asked about; plain sentences are left in peace."""

import pytest

from flowmap.group import read_group
from flowmap.group.allowed import allowed_words
from flowmap.identity.names import may_name_somebody
from flowmap.journal import read_journal
from flowmap.samples import invent_round
from tests.write_samples import FOLDER

ALLOWED = allowed_words(read_group("multisjuka_aldre"))

# Written while the rule was: it holds for all of them.
WITH_A_NAME = """
Karin ringer och undrar om hemtjänst
dottern Karin ringer
samtal med sonen Erik om hemgång
Maken Sven-Olof orkar inte mer
pat är orolig, Anderssons hustru ringer
Ring dr Lindqvist om provsvar
träffar Bergströms på vårdplanering
fru Nilsson vill ha hjälp
hustrun ANNA medverkar
Mohammed följer med
sonen mohammed följer med
Anna-Lena hjälper till med dosett
Läkare Ahmadi bedömer
ssk Maria kopplar på dropp
Besök av Eva L
brorsdotter Ylva ringer
Gun vill inte ha larm
Britas dotter ringer
Möte med Per och Lars
enl Kjell ska hon hem
kontaktas av Siv Johansson
Johansson ringer
syster Elsa på besök
Fatima tolkar
Dottern, Karin, ringer igen
Möte: Karin, Erik och bh
ringer till Hedlund
dr Öberg ordinerar
Hamid klagar på smärta
kontaktperson Ulla S
Li Wei tolk
"""
WITHOUT_A_NAME = """
Trött och yr sedan i lördags
Dottern ringer: ingen har kommit
Ringer 1177 på kvällen
Såromläggning vänster underben
Blodtryck 150/85, puls 72
Nytt recept på Alvedon och Furix
Inskriven på Sunderby sjukhus
Till akuten i Piteå med ambulans
Undrar när hon får komma hem till Arjeplog
SIP-möte planeras till tisdag
Vårdplanering via Teams
Provtagning Hb och CRP
Röntgen höft u.a.
Vill ha rullstol från Hjälpmedelscentralen
Får Waran, PK-prov nästa vecka
Orolig. Kan inte sova. Vill ha läkartid
Bedömd av AT och FT
Remiss till Minnesmottagningen
Hemsjukvården kontaktas
Maria-kyrkan besöks med kontaktperson
Har fått Parkinson
Alzheimer bekräftad
Byte av KAD
Kontakt med Försäkringskassan
Biståndsbeslut enligt SoL
Flyttar till Granbacken
Vill hellre bo på Älvgården
På väntelista till Furugården
Ring MAVA för plats
Jul och nyår hemma
Hemma på Midsommar
Hade ont i natten, ringde larm
Läkare bedömer: Fortsatt antibiotika
Faller i badrummet. Inga skador
Ny medicin, Eliquis insatt
ADL-bedömning i hemmet
Får hjälp med frukost
Uppföljning via Cosmic
läkemedelsgenomgång enl Apodos
Hörapparat trasig, Phonak
Rollator bromsar dåligt
Influensa A positiv
Vaccinerad mot Covid
inlagd avd 53 Kiruna
Tolk i nordsamiska
Pratar bara finska och meänkieli
Mår bra idag!
Samtal om döden
Rör sig med gåbord
Kan gå till Konsum själv
Dosett delad för två veckor
Vill inte ha mer hjälp
Hembesök, alla värden bra
Får NSAID, magont
Hosta. Febrig
Sista dosen given
"""
# Written after the rule, and tried once.
LATER_WITH_A_NAME = """
Gudrun vill hem
barnbarnet Elvira hälsar på
grannen Bertil larmar
Rose-Marie hjälper med mat
hustrun Gerda orolig
Margareta undrar om tid
Ring Torbjörn på eftermiddagen
svärdotter Pernilla medverkar via länk
Enligt Isaksson ska såret läggas om
dsk Helén tar prov
Pettersson kommer inte
samtal med Rolf om larm
sonen Kim tar med hjälpmedel
frun Solveig trött
Olle orkar inte träna
God man Wikström kontaktas
Karlssons dotter ringer
Hälsning från Nils
bh Linda informerar
pratar med systern (Aina)
Anita ber om hjälp med stödstrumpor
exmaken Leif
Tuija tolkar på finska
Ahmeds bror följer med
Mor till Emelie ringer
läkare Khalil ordinerar
Besök hos Rut
sambo Roger ringer 1177
hon vill träffa Berit igen
Vill ha tillbaka Susanne som kontakt
"""
LATER_WITHOUT_A_NAME = """
Fallit i hallen, slog i höften
Kommer inte upp ur sängen
Larmar tre gånger under natten
Får ny tid hos arbetsterapeut
Läkarbesök: hjärtsvikt, ökar Furosemid
Dietist ordinerar Fresubin
Remiss Lungmottagningen Sunderby
Ambulans till Gällivare sjukhus
Hemgång trolig på fredag
Utskrivningsplanering med Kiruna kommun
Inget svar på Hälsocentralen
Anhörigstöd erbjuds
Maten kommer kall
Insulin 2 ggr dagligen
Två dropp Kåvepenin
Blåsor på hälen
Behöver hjälp vid toalett
Undrar över räkning från Region Norrbotten
Sår på vänster ben, luktar
Provsvar: CRP 45
Hjälpmedel: duschpall och griptång
Vill till Lillågården
Avlastning på Björkbacken
Har gått ner 4 kg
MMSE 21/30
Läkemedel delade i Apodos
Kontakt togs med Trygghetscentralen
Ögonbottenfoto utan anmärkning
Ring vid försämring
Anmält till MAS
Hemtjänsten: matvägran
God sömn med Imovane
Domnar i händerna. Blek
Tackar nej till växelvård
Stomi läcker
Uppföljande samtal om Doloxene
Vårdplan enligt LSS
Ligger på AVA
Kateterbyte KAD 14
Hembesök inställt pga snö
Per telefon: mår bättre
Hans dotter ringer och undrar
Tim 3 efter fallet ses bula
Inga nya besvär
Sjukresa till Umeå
Lugn och ro
Byter till Pradaxa
Svullna ben, får Impugan
Hade träff på Träffpunkten
Ny vårdkontakt utsedd
Svarar på finska
Kommit hem från Spanien
Får tid vecka 14
Vill fira Påsk hemma
Rör sig inomhus med Beta-stöd
Fast vårdkontakt enligt HSL
Missade Ronden
Kognitionstest MoCA
Palliativ fas, NRS 3
Kan inte nå Primärvården
"""
ASKED_IN_VAIN = [
    "Uppföljande samtal om Doloxene",
    "Byter till Pradaxa",
    "Hade träff på Träffpunkten",
    "Kommit hem från Spanien",
    "Rör sig inomhus med Beta-stöd",
    "Missade Ronden",
]


def asked_about(sentences: str) -> list[str]:
    return [text for text in sentences.strip().splitlines() if may_name_somebody(text, ALLOWED)]


@pytest.mark.parametrize("sentences", [WITH_A_NAME, LATER_WITH_A_NAME], ids=["first", "later"])
def test_a_name_is_asked_about(sentences: str) -> None:
    """First names anywhere, in genitive, in two parts, in small letters; surnames; within brackets."""
    assert asked_about(sentences) == sentences.strip().splitlines()


def test_a_sentence_without_a_name_is_left_in_peace() -> None:
    """Medicines, places of care, towns, abbreviations, holidays, and first names that are words."""
    assert asked_about(WITHOUT_A_NAME) == []
    assert asked_about(LATER_WITHOUT_A_NAME) == ASKED_IN_VAIN


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("hans dotter ringer", "Hans ringer"),
        ("Hans dotter ringer", "samtal med Hans"),
        ("en per dag", "möte med Per"),
        ("ont i axel", "Axel ringer"),
        ("Inga besvär", "ringer till Inga"),
        ("3 tim efter", "barnbarnet Tim"),
    ],
)
def test_a_first_name_that_is_a_word_is_told_by_how_it_is_written(word: str, name: str) -> None:
    assert not may_name_somebody(word, ALLOWED)
    assert may_name_somebody(name, ALLOWED)


def test_the_invented_journals_raise_no_question() -> None:
    """The sample rounds name nobody, so every question would be a false one."""
    for path in sorted(FOLDER.glob("*.xlsx")):
        group = read_group(invent_round(path.stem).group_id)
        problems = read_journal(path, group=group).problems.frame
        assert "possible_name" not in set(problems["rule"]), path.name
