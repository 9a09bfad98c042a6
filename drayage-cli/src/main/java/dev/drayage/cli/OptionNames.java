package dev.drayage.cli;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The library's messages say which of its own options would let pass what it refuses, as {@code option maxNames}; here they
 * are put in the command's words.
 */
final class OptionNames {
    static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("option address", "--address or CONTAINERD_ADDRESS"),
            Map.entry("option base", "--base"),
            Map.entry("option compress", "--compress"),
            Map.entry("option connectTimeout", "--connect-timeout"),
            Map.entry("option existing", "--force"),
            Map.entry("option fillFrom", "--fill-from"),
            Map.entry("option hostFolders", "--hosts-dir"),
            Map.entry("option links", "--follow-links"),
            Map.entry("option lock", "--lock"),
            Map.entry("option map", "--map"),
            Map.entry("option maxNames", "--max-names"),
            Map.entry("option maxZstdWindow", "--max-zstd-window"),
            Map.entry("option platform", "--platform"),
            Map.entry("option plainHttp", "--plain-http"),
            Map.entry("option root", "--root"),
            Map.entry("option scoped", "--scoped"),
            Map.entry("option volumes", "--volumes"),
            Map.entry("option wait", "--wait"),
            Map.entry("option split", "--split"),
            Map.entry("option sparseIndex", "--sparse-index"),
            Map.entry("option update", "--update"),
            Map.entry("LocalStore.rebuild", "dray gc --rebuild"));

    private static final Pattern ANY = Pattern.compile("\\b(?:option [a-z]\\w*|LocalStore\\.rebuild)\\b");

    private OptionNames() {}

    /** A message of the library as the command prints it. */
    static String translate(String message) {
        return ANY.matcher(message).replaceAll(OptionNames::name);
    }

    private static String name(MatchResult found) {
        return NAMES.getOrDefault(found.group(), found.group());
    }
}
