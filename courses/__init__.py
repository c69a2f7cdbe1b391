"""What UPREST teaches, and the learning record of everyone who learns."""
