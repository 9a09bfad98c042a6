package dev.drayage.server.observe;

import java.util.List;

/** Which kind of thing a path is about: one of few words, whatever clients send. */
final class RouteLabel {
    private static final List<String> OPERATIONS = List.of("/healthz", "/readyz", "/metrics");

    private RouteLabel() {}

    static String of(String path) {
        if (path.startsWith("/v2/")) {
            return ofApi(path.substring("/v2/".length()));
        }
        if (path.startsWith("/archives/")) {
            return "archives";
        }
        if (path.equals("/v2")) {
            return "ping";
        }
        return OPERATIONS.contains(path) ? "operations" : "page";
    }

    private static String ofApi(String rest) {
        if (rest.isEmpty()) {
            return "ping";
        }
        if (rest.equals("_catalog")) {
            return "catalog";
        }
        String[] parts = rest.split("/", -1);
        int count = parts.length;
        String second = count < 2 ? "" : parts[count - 2];
        String third = count < 3 ? "" : parts[count - 3];
        if (third.equals("blobs") && second.equals("uploads")) {
            return "uploads";
        }
        return switch (second) {
            case "manifests", "tags", "referrers" -> second;
            case "blobs" -> parts[count - 1].equals("uploads") ? "uploads" : "blobs";
            default -> "other";
        };
    }
}
