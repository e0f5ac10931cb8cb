"""Templates to IR: see `lowering.TemplateLowering`; `names` holds what it needs from its surroundings."""
