package dev.drayage.registry.http;

import java.net.http.HttpClient;
import java.time.Duration;

/** Requests over the JDK's client, which takes those that are encrypted or go through a proxy. */
class JdkTransportTest extends TransportContract {
    @Override
    Wire wire(Duration connectTimeout) {
        return new JdkWire(HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build());
    }
}
