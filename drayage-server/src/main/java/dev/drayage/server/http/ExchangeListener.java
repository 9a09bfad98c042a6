package dev.drayage.server.http;

/** Told of every exchange when it has ended, also of those that no handler saw. Thread-safe, and never waits. */
@FunctionalInterface
public interface ExchangeListener {

    /** An exchange has ended. */
    void ended(EndedExchange exchange);

    /** A response broke off because its content could not be read or was not right: no fault of the client. */
    default void broke(String method, String path, Throwable cause) {
        // Most want to know only how it ended.
    }

    /** Tells this one first, then another. */
    default ExchangeListener and(ExchangeListener other) {
        ExchangeListener first = this;
        return new ExchangeListener() {
            @Override
            public void ended(EndedExchange exchange) {
                first.ended(exchange);
                other.ended(exchange);
            }

            @Override
            public void broke(String method, String path, Throwable cause) {
                first.broke(method, path, cause);
                other.broke(method, path, cause);
            }
        };
    }
}
