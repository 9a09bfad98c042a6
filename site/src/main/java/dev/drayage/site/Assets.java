package dev.drayage.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Style, scripts, fonts and their licences, which come with the site. */
final class Assets {
    private static final List<String> NAMES = List.of(
            "site.css",
            "site.js",
            "icon.svg",
            "minisearch.js",
            "minisearch-LICENSE.txt",
            "plex-sans.woff2",
            "plex-mono.woff2",
            "plex-mono-bold.woff2",
            "plex-LICENSE.txt");

    private Assets() {}

    static void copy(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : NAMES) {
            try (InputStream asset = open(name)) {
                Files.copy(asset, directory.resolve(name));
            }
        }
    }

    static String text(String name) throws IOException {
        try (InputStream asset = open(name)) {
            return new String(asset.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream asset = Assets.class.getResourceAsStream(name);
        if (asset == null) {
            throw new IOException("the site's " + name + " is not on the class path; build the module site again");
        }
        return asset;
    }
}
