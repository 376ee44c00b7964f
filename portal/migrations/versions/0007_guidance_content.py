"""The guidance content (COSP / ACGC) that boards begin with, its links and its minutes.

Revision ID: 0007
Revises: 0006

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


ITEMS = [
    # code, area, levels, in French, in English, whether the English name is official, activities
    ('1-competency', 'self', ['sec1', 'sec2'], 'Reconnaître des exemples où ses attitudes, ses comportements ou ses perceptions soutiennent son sentiment de compétence personnelle', 'Select examples where his/her attitudes, behaviours or perceptions contribute to maintaining a sense of personal competency', True, ['established_match']),
    ('1-interests', 'self', ['sec1', 'sec2'], 'Dresser un portrait de ce qui l’intéresse ou non, à l’école et ailleurs', 'Develop a portrait of what does or does not interest him/her inside or outside school', True, ['search', 'reflection']),
    ('1-strengths', 'school', ['sec1', 'sec2'], 'Décrire les forces scolaires et personnelles qui contribuent à sa réussite', 'Develop a description of the academic and personal strengths that contribute to his/her academic success', True, ['reflection']),
    ('1-paths', 'school', ['sec1', 'sec2'], 'Comparer les voies du système scolaire qui mènent à une qualification', 'Compare the differences and similarities between the different paths to qualification in the education system', True, ['established_match', 'group_discussion']),
    ('1-choices', 'school', ['sec1', 'sec2'], 'Prévoir ses choix pour le deuxième cycle selon ses champs d’intérêt et ses aptitudes scolaires', 'Anticipate choices for Secondary Cycle Two based on his/her fields of interest and academic aptitudes', True, ['group_discussion']),
    ('1-occupations', 'work', ['sec1', 'sec2'], 'Choisir des métiers et des professions qui vont avec ses préférences scolaires', 'Select occupations that match his/her academic preferences', True, ['orientation', 'search', 'first_message']),
    ('2-profile', 'self', ['sec3'], 'Ébaucher un profil personnel : champs d’intérêt, aptitudes, aspirations et valeurs', 'Develop a draft of a personal profile based on his/her interests, aptitudes, aspirations and values', True, ['reflection']),
    ('2-consequences', 'school', ['sec3'], 'Prévoir ce que les choix d’aujourd’hui ouvrent ou ferment pour la suite des études', 'Foresee what the choices of today open or close for the studies that follow', False, ['established_match', 'group_discussion']),
    ('2-preferences', 'work', ['sec3'], 'Choisir des préférences professionnelles qui vont avec son profil personnel', 'Select occupational preferences that correspond to his/her personal profile', True, ['orientation', 'search', 'first_message']),
    ('2-adjustment', 'self', ['sec4', 'sec5'], 'Mettre en ordre ce que l’on sait de soi, pour revoir et ajuster son profil personnel', 'Organize what he/she has learned about himself/herself in order to review and adjust the personal profile as needed', True, ['reflection']),
    ('2-projects', 'self', ['sec4', 'sec5'], 'Prévoir la démarche qui mène à l’ébauche d’un projet d’avenir ou de plusieurs : personnel, professionnel ou communautaire', 'Anticipate the process involved in producing a draft of one or more future projects (personal, career or community)', True, ['established_match', 'group_discussion']),
    ('2-transition', 'school', ['sec4', 'sec5'], 'Se préparer au passage vers les études postsecondaires', 'Self-regulate in order to prepare for post-secondary transition', True, ['established_match']),
    ('2-reality', 'work', ['sec4', 'sec5'], 'Vérifier l’idée que l’on se fait de la réalité et des exigences du travail', 'Check the idea one has of the reality and requirements of work', False, ['orientation', 'search', 'first_message', 'established_match', 'reflection']),
]
MINUTES = [
    # activity, minutes, times a school year
    ('orientation', 15, 1),
    ('search', 10, 6),
    ('first_message', 20, 3),
    ('established_match', 60, 2),
    ('group_discussion', 50, 2),
    ('reflection', 15, 3),
]


def upgrade():
    items = sa.table(
        "guidance_item",
        *map(sa.column, ("code", "area", "name_fr", "name_en")),
        sa.column("levels", sa.JSON),
        sa.column("official_fr", sa.Boolean),
        sa.column("official_en", sa.Boolean),
        sa.column("position", sa.Integer),
        sa.column("retired", sa.Boolean),
        sa.column("id", sa.Integer),
    )
    links = sa.table("guidance_link", *map(sa.column, ("item_id", "activity")))
    minutes = sa.table(
        "guidance_minutes",
        sa.column("activity"),
        sa.column("minutes", sa.Integer),
        sa.column("times", sa.Integer),
    )
    for position, (code, area, levels, fr, en, official, activities) in enumerate(ITEMS, 1):
        op.execute(
            items.insert().values(
                code=code, area=area, levels=levels, name_fr=fr, name_en=en,
                official_fr=False, official_en=official, position=position, retired=False,
            )
        )
        for activity in activities:
            of_item = sa.select(items.c.id, sa.literal(activity)).where(items.c.code == code)
            op.execute(links.insert().from_select(["item_id", "activity"], of_item))
    for activity, each, times in MINUTES:
        op.execute(minutes.insert().values(activity=activity, minutes=each, times=times))


def downgrade():
    # Nothing filled these tables before.
    for table in ("guidance_plan", "guidance_link", "guidance_minutes", "guidance_item"):
        op.execute(f"DELETE FROM {table}")
