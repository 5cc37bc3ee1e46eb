"""What a trial stack brings along: PostgreSQL, Apache Kafka, a mail catcher, their processes."""
