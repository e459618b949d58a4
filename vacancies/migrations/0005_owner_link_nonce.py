from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("vacancies", "0004_history_of_photos_and_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="ownerlink",
            name="nonce",
            field=models.CharField(default="", editable=False, max_length=32),
            preserve_default=False,
        ),
    ]
