"""Building the demo site, stage by stage; each leaves a marker, so that the next run goes on."""
