package dev.drayage.server.distribution;

import dev.drayage.json.Quotes;
import dev.drayage.oci.Reference;
import java.util.List;

/**
 * What a path of the API stands for.
 *
 * @param kind which of the endpoints
 * @param name the repository; empty where the endpoint is about none
 * @param item the tag, digest or upload; empty where the endpoint is about none
 */
record Route(Kind kind, String name, String item) {
    private static final String ROOT = "/v2";

    /** The endpoints. */
    enum Kind {
        PING("GET, HEAD"),
        CATALOG("GET, HEAD"),
        TAGS("GET, HEAD"),
        REFERRERS("GET, HEAD"),
        MANIFEST("GET, HEAD, PUT, DELETE"),
        BLOB("GET, HEAD, DELETE"),
        UPLOADS("POST"),
        UPLOAD("GET, HEAD, PATCH, PUT, DELETE");

        private final String methods;

        Kind(String methods) {
            this.methods = methods;
        }

        /** The methods that it has, as the header {@code Allow} lists them. */
        String methods() {
            return methods;
        }

        boolean has(String method) {
            return List.of(methods.split(", ", -1)).contains(method);
        }
    }

    /**
     * Takes a path apart, from its end: a repository may have any of the words of the API in its name.
     *
     * @throws RefusedException if there is no such endpoint, or the name is none of a repository
     */
    static Route parse(String path) throws RefusedException {
        if (path.equals(ROOT) || path.equals(ROOT + "/")) {
            return new Route(Kind.PING, "", "");
        }
        if (path.equals(ROOT + "/_catalog")) {
            return new Route(Kind.CATALOG, "", "");
        }
        if (!path.startsWith(ROOT + "/")) {
            throw unknown(path);
        }
        String rest = path.substring(ROOT.length() + 1);
        // Uploads begin at a path that ends with a slash; nobody else is to be refused for one.
        String[] parts = (rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest).split("/", -1);
        int count = parts.length;
        String last = parts[count - 1];
        String second = count < 3 ? "" : parts[count - 2];
        String third = count < 4 ? "" : parts[count - 3];
        if (second.equals("tags") && last.equals("list")) {
            return of(Kind.TAGS, parts, 2, "");
        }
        if (second.equals("manifests")) {
            return of(Kind.MANIFEST, parts, 2, last);
        }
        if (second.equals("referrers")) {
            return of(Kind.REFERRERS, parts, 2, last);
        }
        if (third.equals("blobs") && second.equals("uploads")) {
            return of(Kind.UPLOAD, parts, 3, last);
        }
        if (second.equals("blobs")) {
            return last.equals("uploads") ? of(Kind.UPLOADS, parts, 2, "") : of(Kind.BLOB, parts, 2, last);
        }
        throw unknown(path);
    }

    private static Route of(Kind kind, String[] parts, int after, String item) throws RefusedException {
        String name = String.join("/", List.of(parts).subList(0, parts.length - after));
        return new Route(kind, requireName(name), item);
    }

    /**
     * The name itself, which is one of a repository.
     *
     * @throws RefusedException if it is not
     */
    static String requireName(String name) throws RefusedException {
        try {
            return new Reference("", name, null, null).path();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, ErrorCode.NAME_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException unknown(String path) {
        return new RefusedException(404, ErrorCode.UNSUPPORTED, "the distribution API has no " + Quotes.quote(path));
    }
}
