"""Reports: what a check found, as text for people and in the formats that other tools read.

Each format is one writer (`ead.reports.writer.ReportWriter`) that gets results while the check runs, so memory stays flat.
"""
