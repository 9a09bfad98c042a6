package dev.drayage.s3;

import dev.drayage.json.Quotes;
import java.util.regex.Pattern;

/**
 * A bucket, or the part of one below a prefix.
 *
 * @param bucket its name
 * @param prefix empty, or what keys begin with: folders, each with a slash behind
 */
record BucketAddress(String bucket, String prefix) {
    /** What services take, some of them upper case and underscores too. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");

    /** A name that can be one of a host. */
    private static final Pattern HOST = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

    /**
     * Takes {@code s3://BUCKET[/PREFIX]} apart.
     *
     * @throws IllegalArgumentException if no bucket can be meant
     */
    static BucketAddress parse(String name) {
        String rest = name.startsWith("s3://") ? name.substring(5) : "";
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        if (!NAME.matcher(bucket).matches()) {
            throw new IllegalArgumentException(Quotes.quote(name) + " names no bucket: it has to be s3://BUCKET or"
                    + " s3://BUCKET/PREFIX, where BUCKET has 3 characters or more, letters, digits, dots and dashes");
        }
        while (prefix.endsWith("/")) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        if (!prefix.isEmpty()) {
            requireKey(prefix);
            prefix += "/";
        }
        return new BucketAddress(bucket, prefix);
    }

    /** Refuses what is no key. */
    static void requireKey(String key) {
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        Quotes.quote(key) + " is no key: its parts must be neither empty nor dots");
            }
        }
    }

    /** Whether its name can be a part of a host's that a certificate is for. */
    boolean isHostName() {
        return HOST.matcher(bucket).matches();
    }

    /** As messages give it. */
    String location() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }
}
