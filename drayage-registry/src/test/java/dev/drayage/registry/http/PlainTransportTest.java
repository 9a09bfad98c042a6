package dev.drayage.registry.http;

import dev.drayage.registry.plain.PlainWire;
import java.time.Duration;

/** Requests in the clear. */
class PlainTransportTest extends TransportContract {
    @Override
    Wire wire(Duration connectTimeout) {
        return new PlainWire(connectTimeout);
    }
}
