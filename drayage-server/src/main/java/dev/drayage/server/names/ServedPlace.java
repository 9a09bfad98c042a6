package dev.drayage.server.names;

import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place, and where in the names of a registry its own are found.
 *
 * @param prefix what the registry's names begin with, without a slash at its end; empty for those of no prefix
 * @param bareName what the registry calls the images of the place that have no repository in their name
 * @param place the place
 */
public record ServedPlace(String prefix, String bareName, Repositories place) {
    private static final String HUB = "docker.io";
    private static final String OFFICIAL = "library/";
    private static final int PAGE = 1000;

    /** How names of repositories may be written, a colon before a port as an underscore. */
    private static final Pattern PORT = Pattern.compile("([^/_]+)_([0-9]+)(/.*)");

    private static final Pattern NO_NAME = Pattern.compile("[^a-z0-9]+");

    /** A place under its own names: those of Docker Hub, or of the registry that it is, without that. */
    public static ServedPlace of(String bareName, Repositories place) {
        return new ServedPlace("", bareName, place);
    }

    /** A place whose names all follow a prefix; images without a repository have the prefix alone for one. */
    public static ServedPlace mapped(String prefix, Repositories place) {
        return new ServedPlace(prefix, prefix, place);
    }

    /** The name of a repository that a file name makes: {@code My Images.tar} is {@code my-images}. */
    public static String bareName(String fileName) {
        String stem = fileName.toLowerCase(Locale.ROOT).replaceFirst("\\.(tar|tar\\.gz|tgz|tar\\.zst|tar\\.xz)$", "");
        String name = NO_NAME.matcher(stem).replaceAll("-").replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "images" : name;
    }

    /** What follows the prefix; empty if a name is not one of this place. */
    private Optional<String> rest(String name) {
        if (prefix.isEmpty()) {
            return Optional.of(name);
        }
        if (name.equals(prefix)) {
            return Optional.of("");
        }
        return name.startsWith(prefix + "/") ? Optional.of(name.substring(prefix.length() + 1)) : Optional.empty();
    }

    /** Whether a name can be of this place; the longer the prefix, the more it is meant. */
    boolean covers(String name) {
        return rest(name).isPresent();
    }

    /** The images without a repository go first, as those of others are found under their full names too. */
    Optional<Repository> find(String name) throws IOException {
        if (name.equals(bareName)) {
            Optional<Repository> bare = place.find("");
            if (bare.isPresent()) {
                return bare;
            }
        }
        for (String own : candidates(name)) {
            Optional<Repository> found = place.find(own);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** What {@link #find} finds, if it finds anything, so that a push is seen. */
    Optional<WritableRepository> writable(String name) throws IOException {
        if (name.equals(bareName)) {
            Optional<Repository> found = find(name);
            return place.writable(found.isPresent() ? found.get().name() : "");
        }
        List<String> candidates = candidates(name);
        for (String own : candidates) {
            // What is pulled under this name, so that a push changes that.
            if (candidates.size() > 1 && place.find(own).isPresent()) {
                return place.writable(own);
            }
        }
        return candidates.isEmpty() ? Optional.empty() : place.writable(candidates.get(0));
    }

    /** What the place may call it, the likeliest first. */
    private List<String> candidates(String name) {
        Optional<String> rest = rest(name);
        if (rest.isEmpty() || rest.get().isEmpty()) {
            return List.of();
        }
        String own = withPort(rest.get());
        Set<String> candidates = new LinkedHashSet<>();
        if (hasRegistry(own)) {
            candidates.add(official(own));
        }
        // In place of a port, an underscore and digits may also be part of a name.
        candidates.add(official(place.base() + "/" + rest.get()));
        return List.copyOf(candidates);
    }

    private static String official(String name) {
        boolean isShort = name.startsWith(HUB + "/") && name.indexOf('/', HUB.length() + 1) < 0;
        return isShort ? HUB + "/" + OFFICIAL + name.substring(HUB.length() + 1) : name;
    }

    private static String withPort(String name) {
        Matcher port = PORT.matcher(name);
        return port.matches() ? port.group(1) + ":" + port.group(2) + port.group(3) : name;
    }

    private static boolean hasRegistry(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        return first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
    }

    /** What the registry calls a repository that the place calls so. */
    private String served(String own) {
        if (own.isEmpty()) {
            return bareName;
        }
        String base = place.base() + "/";
        String name = own.startsWith(base) ? own.substring(base.length()) : own;
        int slash = name.indexOf('/');
        int colon = name.indexOf(':');
        if (colon > 0 && colon < slash) {
            name = name.substring(0, colon) + "_" + name.substring(colon + 1);
        }
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** All its names, as the registry has them, in no order. */
    List<String> names(int most) throws IOException {
        List<String> names = new ArrayList<>();
        String after = null;
        while (names.size() <= most) {
            List<String> page = place.names(after, PAGE);
            page.forEach(own -> names.add(served(own)));
            if (page.size() < PAGE) {
                return names;
            }
            after = page.get(page.size() - 1);
        }
        return names;
    }

    /** A page of its names, of a place whose names all begin with its base, so that both orders are the same. */
    List<String> page(@Nullable String after, int limit) throws IOException {
        String own = after == null ? null : place.base() + "/" + after;
        return place.names(own, limit).stream().map(this::served).toList();
    }
}
