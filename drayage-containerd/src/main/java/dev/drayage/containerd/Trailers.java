package dev.drayage.containerd;

import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How a call ended, as its last headers say. */
final class Trailers {
    private static final int HEX = 16;

    private Trailers() {}

    static Status status(Map<String, String> headers) {
        String code = headers.get("grpc-status");
        if (code == null) {
            return Status.UNKNOWN.withDescription(
                    "what answers is not gRPC: its HTTP status is " + headers.getOrDefault(":status", "none"));
        }
        String message = unescaped(headers.getOrDefault("grpc-message", ""));
        try {
            return Status.fromCodeValue(Integer.parseInt(code)).withDescription(message);
        } catch (NumberFormatException e) {
            return Status.UNKNOWN.withDescription("status " + code + ": " + message);
        }
    }

    /** UTF-8, of which all that is not printable ASCII is written as % and two digits. */
    private static String unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            int high = next == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), HEX);
            if (low < 0) {
                bytes.write(next);
            } else {
                bytes.write(high * HEX + low);
                i += 2;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
