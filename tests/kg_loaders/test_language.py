"""Language: what is surely not English is not read; what is mixed, short or doubtful is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.model import Document
from kg.pipeline import Outcome
from kg_loaders.extract import SpacyExtractor
from kg_loaders.language import foreign_language

FRENCH = "La ministre a rencontré dimanche le maire de Velmont pour parler des inondations."
ENGLISH = "The minister met the mayor of Velmont on Sunday to talk about the floods."
ARTICLE = (
    "The minister of the interior, Odile Varnay, travelled to Velmont on Sunday and met its mayor, Luc Aubertin. "
    "She promised help for those who lost their homes, and criticised the company that runs the dam. "
    "The company rejected the criticism and said that it had warned the town in time. "
)


def guess(text: str, language: str | None = None) -> str | None:
    return foreign_language(Document(id="d", text=text, language=language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die minister het Maandag in Kaapstad met die leiers van die staking vergader.", "Afrikaans (af)"),
        ("Ministri takoi të hënën kryetarin e bashkisë në Tiranë për të folur për përmbytjet.", "Albanian (sq)"),
        ("التقت الوزيرة يوم الأحد برئيس البلدية للحديث عن الفيضانات.", "Arabic (ar)"),
        ("部长星期天在南京会见了市长，讨论了洪水的问题。", "Chinese (zh)"),
        ("Ministryně se v neděli setkala se starostou, aby s ním mluvila o povodních.", "Czech (cs)"),
        ("Ministeren mødtes søndag med borgmesteren for at tale om oversvømmelserne.", "Danish (da)"),
        ("De minister sprak zondag in Zwolle met de burgemeester over de overstroming.", "Dutch (nl)"),
        ("Ministeri tapasi sunnuntaina kaupunginjohtajan ja keskusteli tulvista.", "Finnish (fi)"),
        (FRENCH, "French (fr)"),
        ("Die Ministerin traf am Sonntag den Bürgermeister, um über das Hochwasser zu sprechen.", "German (de)"),
        ("Η υπουργός συναντήθηκε την Κυριακή με τον δήμαρχο για τις πλημμύρες.", "Greek (el)"),
        ("Ministar ta gana da magajin gari ranar Lahadi domin tattauna ambaliyar ruwa.", "Hausa (ha)"),
        ("A miniszter vasárnap találkozott a polgármesterrel, hogy az árvízről beszéljenek.", "Hungarian (hu)"),
        ("Menteri bertemu dengan wali kota pada hari Minggu untuk membahas banjir di Semarang.", "Indonesian (id)"),
        ("La ministra ha incontrato domenica il sindaco per parlare delle alluvioni.", "Italian (it)"),
        ("大臣は日曜日に市長と会い、洪水について話し合った。", "Japanese (ja)"),
        (
            "Di minister don go see di mayor on Sunday make dem talk di mata of di flood wey dey worry.",
            "Nigerian Pidgin",
        ),
        ("Ministra spotkała się w niedzielę z burmistrzem, aby rozmawiać o powodzi.", "Polish (pl)"),
        ("A ministra encontrou-se no domingo com o prefeito para falar sobre as enchentes.", "Portuguese (pt)"),
        ("Министр встретилась в воскресенье с мэром города, чтобы обсудить наводнение.", "Russian (ru)"),
        ("La ministra se reunió el domingo con el alcalde para hablar de las inundaciones.", "Spanish (es)"),
        ("Waziri alikutana na meya siku ya Jumapili ili kuzungumza kuhusu mafuriko.", "Swahili (sw)"),
        ("Ministern träffade borgmästaren i söndags för att tala om översvämningarna.", "Swedish (sv)"),
        ("Nakipagkita ang ministro sa alkalde noong Linggo upang pag-usapan ang baha.", "Tagalog (tl)"),
        ("Bakan pazar günü belediye başkanı ile görüştü ve sel felaketini konuştu.", "Turkish (tr)"),
        ("Bộ trưởng đã gặp thị trưởng hôm Chủ nhật để nói về lũ lụt.", "Vietnamese (vi)"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert (guess(text) or "").startswith(language)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Velmont",
        "Przemysław Skrzydłowski",
        "Minister dies",
        "President Nkurahimana of Burundi dies aged 81",
        "Benin, Togo and Nigeria join the free trade bloc",
        "Bishop Emeritus Dionisio Macaraeg of Legazpi dies",
        "Sheikh Tamim al-Rashidi meets Mullah Gul Daudzai in Kandahar",
        "Semifinals: Zdravko Petrović (Croatia) beat Iñaki Etxeberria (Spain) 6-4, 6-4.",
        "POLICE ARREST FIVE MEN OVER ATTACK ON VELMONT BANK",
        "12.5, 14.0, 17.3, 21.8 / 33.505716; 36.269635 (2019-01-04)",
        f"{ARTICLE} “{FRENCH}”, she wrote.",
        f"{ARTICLE}\n\nوقالت الوزيرة إن المدينة لم تتلق أي تحذير من الشركة قبل الفيضانات.\n\n{ARTICLE}",
    ],
)
def test_english_mixed_and_short_texts_are_read(text: str) -> None:
    assert guess(text) is None


def test_a_foreign_article_with_an_english_quotation_is_not_read() -> None:
    assert guess(f"{FRENCH} " * 8 + "“We warned the town in time”, the company wrote.") == "French (fr)"


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("en", FRENCH, None),
        ("en-GB", FRENCH, None),
        ("eng", FRENCH, None),
        ("English", FRENCH, None),
        ("fr", ENGLISH, "French (fr)"),
        ("fr_CA", ENGLISH, "French (fr)"),
        ("French", ENGLISH, "French (fr)"),
        ("kab", ENGLISH, "'kab'"),
        ("und", FRENCH, "French (fr)"),
        ("und", ENGLISH, None),
        ("unknown", ENGLISH, None),
    ],
)
def test_the_declared_language_counts_before_the_text(declared: str, text: str, expected: str | None) -> None:
    assert guess(text, declared) == expected


def test_a_foreign_document_is_skipped_in_its_place(extractor: SpacyExtractor) -> None:
    documents = [Document(id="a", text=ENGLISH), Document(id="b", text=FRENCH), Document(id="c", text=ENGLISH)]

    first, second, third = extractor.extract(documents)

    reason = "language is French (fr), not English"
    assert second == Outcome(document="b", status="skipped", reason=reason, input=documents[1])
    assert [item.document.id for item in (first, third) if not isinstance(item, Outcome)] == ["a", "c"]


def test_a_declared_language_loads_no_model() -> None:
    code = (
        "import sys\nfrom kg.model import Document\nfrom kg_loaders.language import foreign_language\n"
        "foreign_language(Document(id='d', text='Hello', language='en'))\n"
        "print([name for name in ('py3langid', 'numpy') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
