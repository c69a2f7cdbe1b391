"""Croatian dates: the month in the genitive after a day (15. lipnja)."""

MONTH_DAY_FORMAT = "j. E"
