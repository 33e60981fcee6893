"""How fast evalsheet is beside what a user would pick instead, as ratios of runs side by side."""
