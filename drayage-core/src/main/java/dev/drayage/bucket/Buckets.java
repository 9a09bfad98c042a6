package dev.drayage.bucket;

import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;

/** All kinds of buckets that there are on the module or class path. */
public final class Buckets {
    private Buckets() {}

    /** Whether a name is that of a bucket of any kind, known or not: letters and digits, a colon and two slashes. */
    public static boolean isName(String name) {
        return name.matches("[a-z][a-z0-9]*://.*");
    }

    /**
     * Opens a bucket by name, as {@link BucketProvider#open} does.
     *
     * @throws IllegalArgumentException if there is no such kind, or no such bucket can be meant
     */
    public static Bucket open(String name, Map<String, String> environment) throws IOException {
        String scheme = name.substring(0, Math.max(0, name.indexOf(':')));
        for (BucketProvider provider : ServiceLoader.load(BucketProvider.class)) {
            if (provider.scheme().equals(scheme)) {
                return provider.open(name, environment);
            }
        }
        throw new IllegalArgumentException(
                "'" + name + "' is no bucket that can be opened here: none of the modules at hand" + " knows '" + scheme
                        + "'; is drayage-s3 among them?");
    }
}
