"""What somebody can put into a folder: certificates and transcripts as PDF."""
