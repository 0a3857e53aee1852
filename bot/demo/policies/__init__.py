"""The demo merchant's policies, as files that `quartermaster policies import` reads."""
