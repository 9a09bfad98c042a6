package dev.drayage.name;

import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.Places;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses what could be read as the name of an image in the local store but is not meant as one: the word of another
 * tool for a kind of place, an address, a path. Says what to write instead, and how the name is written if one was
 * meant after all.
 *
 * @param kinds the kinds of places there are
 */
record MistakenName(Places kinds) {
    private static final Pattern WORD = Pattern.compile("(?<word>[A-Za-z][A-Za-z0-9_+-]*):(?<rest>.*)", Pattern.DOTALL);
    private static final Pattern PORT_AND_PATH = Pattern.compile("[0-9]+/.*", Pattern.DOTALL);
    private static final Pattern WINDOWS_PATH = Pattern.compile("[A-Za-z]:[\\\\/].*", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("(/|\\./|\\.\\./|~/).*|\\.\\.?|~", Pattern.DOTALL);
    private static final Pattern DIGEST = Pattern.compile("@?sha(256|384|512):[0-9A-Fa-f]*");

    private static final String REGISTRY = "docker";

    /** Shorter words are too easily taken for each other. */
    private static final int LONG_WORD = 6;

    /**
     * Refuses a name that begins with a word for a place which is none, or is an address.
     *
     * @throws IllegalArgumentException that says so
     */
    void rejectUnknownPlace(String text) {
        Matcher parts = WORD.matcher(text);
        if (!parts.matches() || WINDOWS_PATH.matcher(text).matches()) {
            return;
        }
        String word = parts.group("word");
        String rest = parts.group("rest");
        Optional<ForeignPlace> foreign = ForeignPlace.of(word);
        if (foreign.isPresent()) {
            throw refused(
                    text, "begins with " + word + ":, and " + foreign.get().instead(rest));
        }
        if (word.matches("(?i)https?") && rest.startsWith("//")) {
            throw refused(
                    text,
                    "is an address; an image in a registry is docker://"
                            + rest.substring(2).replaceFirst("/+$", "")
                            + (word.equalsIgnoreCase("http") ? " with option plainHttp" : ""));
        }
        if (word.equalsIgnoreCase("file")) {
            String path = rest.replaceFirst("^//(?=/)", "");
            throw refused(text, "is an address; " + pathInstead(path));
        }
        boolean isHostAndPort = PORT_AND_PATH.matcher(rest).matches();
        Optional<String> near = isHostAndPort ? Optional.empty() : near(word, rest);
        if (near.isPresent()) {
            throw refused(text, "begins with " + word + ":, which is no kind of place; " + corrected(near.get(), rest));
        }
        if (rest.startsWith("//")) {
            throw refused(text, "begins with " + word + "://, which is no kind of place");
        }
    }

    private Optional<String> near(String word, String rest) {
        List<String> words = new ArrayList<>(ForeignPlace.words());
        kinds.all().stream().map(PlaceProvider::scheme).forEach(words::add);
        List<String> candidates = words.stream()
                .filter(each -> each.length() >= LONG_WORD || sameLetters(each, word))
                // A word that many images are called like.
                .filter(each -> !each.equals(REGISTRY) || each.equalsIgnoreCase(word) || rest.startsWith("//"))
                .toList();
        return EditDistance.nearest(word, candidates);
    }

    private static boolean sameLetters(String first, String second) {
        return first.length() == second.length()
                && Arrays.equals(
                        first.chars().sorted().toArray(),
                        second.chars().map(Character::toLowerCase).sorted().toArray());
    }

    private String corrected(String word, String rest) {
        return kinds.withScheme(word).isPresent()
                ? "did you mean " + word + ":" + rest + "?"
                : ForeignPlace.of(word).orElseThrow().instead(rest);
    }

    /**
     * Refuses a name that is a path, or a digest alone.
     *
     * @throws IllegalArgumentException that says so
     */
    void rejectPath(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the name of an image is not empty");
        }
        if (DIGEST.matcher(text).matches() && !text.startsWith("@")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is a digest, which follows the name of a place or an image: NAME@" + text);
        }
        if (PATH.matcher(text).matches()
                || WINDOWS_PATH.matcher(text).matches()
                || text.indexOf('\\') >= 0
                || looksLikeArchive(text)
                || existing(text).isPresent()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is a path, not the name of an image; " + pathInstead(text) + meantAfterAll(text));
        }
    }

    /** A file is called so, and nothing that is a registry comes before. */
    private static boolean looksLikeArchive(String text) {
        int slash = text.indexOf('/');
        String domain = slash < 0 ? "" : text.substring(0, slash);
        if (!domain.isEmpty() && (domain.matches(".*[.:].*|localhost") && !Files.isDirectory(PathKind.path(domain)))) {
            return false;
        }
        return PathKind.isNamedAsArchive(text.replaceFirst("[:@].*", ""));
    }

    /** The path that a name begins with, up to a colon or at sign, if a place is there. */
    private static Optional<String> existing(String text) {
        for (int end = text.length(); end > 0; end = lastSeparator(text, end)) {
            String start = text.substring(0, end);
            if (PathKind.found(PathKind.path(start)).isPresent()) {
                return Optional.of(start);
            }
        }
        return Optional.empty();
    }

    private static int lastSeparator(String text, int before) {
        return Math.max(text.lastIndexOf(':', before - 1), text.lastIndexOf('@', before - 1));
    }

    private static String pathInstead(String text) {
        Optional<String> kind = existing(text).flatMap(start -> PathKind.found(PathKind.path(start)));
        if (kind.isPresent()) {
            return "write " + kind.get() + ":" + text;
        }
        String file = text.replaceFirst("[:@].*", "");
        if (PathKind.isNamedAsArchive(file)) {
            return "write oci-archive:" + text + " or docker-archive:" + text;
        }
        if (Files.isDirectory(PathKind.path(text))) {
            return "write oci:" + text;
        }
        return Files.isRegularFile(PathKind.path(text))
                ? "and that file is no archive of images"
                : "write oci:" + text + " for a layout, oci-archive:" + text + " or docker-archive:" + text
                        + " for an archive";
    }

    private IllegalArgumentException refused(String text, String problem) {
        return new IllegalArgumentException(
                "'" + text + "' " + problem + "; places are " + kinds.forms() + meantAfterAll(text));
    }

    private static String meantAfterAll(String text) {
        try {
            String full = Reference.parse(text).withDefaultTag().toString();
            return full.equals(text) ? "" : "; a stored image of that name is " + full;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
