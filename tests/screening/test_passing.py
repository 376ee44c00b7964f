"""What a school writes all day and must not wait (R8, c.9)."""

import pytest

from portal.screening import screen

PASSING = [
    "",
    "un salaire de 45 000 $ à 60 000 $",
    "entre 51 000 $ et 65 000 $, ou 45000-62000",
    "514 élèves dans mon école",
    "le programme 410.B0 au cégep",
    "DEC en 3 ans, code CNP 31301",
    "les cours MAT-5061-2, FRA-5201-1 et 420-1A5-AB",
    "le cours 201-103-RE et 360-300-RE",
    "j'ai travaillé chez Instagram",
    "Tu as travaillé chez Snapchat?",
    "I do marketing on Instagram and TikTok",
    "On utilise Teams et Zoom au bureau",
    "J'ai fait une vidéo sur YouTube pour mon cours",
    "my teams are great and signal strength matters",
    "oh snap that's cool",
    "le 450 est une région",
    "vers 450 ou 514, je ne sais plus",
    "on finit à 14 h 30, ou de 8h30 à 16h30",
    "le 25/06/2024 14:30",
    "2024-06-25 08:30:00",
    "20240625 08:30",
    "2014, 2015, 2018, 2019",
    "le 5 à 7 du 12 mars, ou le 5@7 de vendredi",
    "version 1.2.3 du logiciel, puis 1.2.3.4",
    "un ratio de 1:25 et 3/4 de tasse, note 10/10",
    "ma moyenne est 85,5 % et la cote R 28.345",
    "Les notes : 75, 82, 90, 68, 77",
    "1 2 3 4 5 6 7 8 9 10 11 12",
    "10, 9, 8, 7, 6, 5, 4, 3, 2, 1",
    "un deux trois quatre cinq six sept huit neuf dix",
    "two or three years, one at a time",
    "de 300-1500 employés, de 2014-2019 à 2020-2024",
    "450 à 500 clients, 300 et 1200 appels",
    "il y a 8 500 000 Québécois",
    "Pi vaut 3.14159265358979",
    "le rapport.pdf, main.py et donnees.csv",
    "J'utilise Node.js, ASP.NET et socket.io",
    "J'ai un B.Com et un M.Sc.",
    "C'est fini.Me dire si ça marche",
    "C'est bien.Ça va",
    "C'est bien.ca va être correct",
    "J'ai fini.Est-ce que tu veux savoir",
    "I finished.It was great.Is it ok",
    "à ce point ca devient plate",
    "un point de vue intéressant",
    "look at this point and tell me",
    "Merci aux étudiant.e.s, ami.es et technicien.ne.s",
    "les conseiller·ère·s",
    "In Java, @Override goes above the method",
    "2 @ 5 $ chacun",
    "a commercial fishing licence at sea",
    "le porte-à-porte",
    "I looked at outlook for jobs",
    "ils ont continué leurs études ailleurs",
    "écris-moi ici quand tu veux",
    "ajoute-moi sur la liste",
    "What's your number one tip?",
    "quel est ton numéro de cours",
    "je réponds au téléphone et aux courriels",
]


@pytest.mark.parametrize("text", PASSING)
def test_everyday_talk_of_school_and_work_passes(text):
    verdict = screen(text)

    assert verdict.findings == ()
    assert not verdict.held
