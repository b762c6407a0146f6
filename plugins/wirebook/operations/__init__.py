"""Running it: costs and outcomes of runs, the state's lock, alerts, retention."""
