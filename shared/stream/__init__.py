"""Everything that touches Kafka: topics, the producer, and the consumer over faust."""
