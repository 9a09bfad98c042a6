package dev.drayage.containerd;

import dev.drayage.containerd.http2.Header;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;

/** How a call of gRPC begins. */
final class RequestHeaders {
    private RequestHeaders() {}

    static List<Header> of(MethodDescriptor<?, ?> method, Metadata metadata) {
        List<Header> headers = new ArrayList<>(List.of(
                new Header(":method", "POST"),
                new Header(":scheme", "http"),
                new Header(":path", "/" + method.getFullMethodName()),
                new Header(":authority", Connection.AUTHORITY),
                new Header("te", "trailers"),
                new Header("content-type", "application/grpc")));
        for (String name : metadata.keys()) {
            String value = metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
            if (value != null) {
                headers.add(new Header(name, value));
            }
        }
        return headers;
    }
}
