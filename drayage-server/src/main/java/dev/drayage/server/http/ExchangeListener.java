package dev.drayage.server.http;

/** Told of every exchange when it has ended, also of those that no handler saw. Thread-safe, and never waits. */
@FunctionalInterface
public interface ExchangeListener {

    /** An exchange has ended. */
    void ended(EndedExchange exchange);

    /** Tells this one first, then another. */
    default ExchangeListener and(ExchangeListener other) {
        return exchange -> {
            ended(exchange);
            other.ended(exchange);
        };
    }
}
