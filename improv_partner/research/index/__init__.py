"""An index of many sessions: five tables in Parquet, kept up to date, asked in SQL (DuckDB)."""
