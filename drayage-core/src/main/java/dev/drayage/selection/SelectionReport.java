package dev.drayage.selection;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.graph.Documents;
import dev.drayage.graph.PlatformManifests;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.selection.PresenceCheck.Missing;
import dev.drayage.selection.PresenceCheck.WrongSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What stands in the way of taking images, gathered over all images and told at once. */
final class SelectionReport {
    private static final int ITEMS_IN_A_MESSAGE = 20;

    private final String location;
    private final PresenceCheck presence;
    private final PlatformManifests images;
    private final List<String> problems = new ArrayList<>();
    private final List<Descriptor> missing = new ArrayList<>();
    private final Set<Digest> told = new HashSet<>();

    SelectionReport(Documents documents, SelectionOptions options, PresenceCheck presence) {
        this.location = documents.location();
        this.images = new PlatformManifests(documents);
        this.presence = presence;
    }

    void absentRoot(NamedImage root) {
        told.add(root.descriptor().digest());
        missing.add(root.descriptor());
        problems.add(root.descriptor().kind() + " " + root.descriptor().digest() + " (the image " + root.label()
                + " itself)");
    }

    /** Holds what an image gave, all that was reached from it, against what was asked of it. */
    void checkPlatforms(NamedImage root, List<Descriptor> reached, SelectionOptions options) throws IOException {
        List<Descriptor> manifests = reached.stream()
                .filter(d -> MediaTypes.isManifest(d.mediaType()))
                .toList();
        boolean forgiving = options.missing() != MissingContent.FAIL;
        switch (options.platforms().mode()) {
            case NAMED -> {
                for (Platform platform : options.platforms().platforms()) {
                    problem(root, manifests, platform).ifPresent(problems::add);
                }
            }
            case PRESENT -> {
                boolean someWhole = manifests.stream().anyMatch(m -> isForAMachine(m) && !presence.isIncomplete(m));
                if (MediaTypes.isIndex(root.descriptor().mediaType()) && !forgiving && !someWhole) {
                    Set<Descriptor> parents = Set.copyOf(reached);
                    presence.tolerated().stream()
                            .filter(item -> parents.contains(item.parent()))
                            .forEach(this::add);
                }
            }
            case ALL -> {
                // Whatever is missing is reported already.
            }
        }
    }

    private Optional<String> problem(NamedImage root, List<Descriptor> manifests, Platform platform)
            throws IOException {
        PlatformMatcher matcher = PlatformMatcher.onlyStrict(platform);
        boolean isListed = manifests.stream().anyMatch(m -> m.platform() != null && matcher.matches(m.platform()));
        try {
            return isListed ? Optional.empty() : images.problem(root.descriptor(), root.label(), platform);
        } catch (ContentNotFoundException e) {
            return Optional.empty(); // it is told of as missing
        }
    }

    private static boolean isForAMachine(Descriptor manifest) {
        return manifest.platform() == null || !manifest.platform().isUnknown();
    }

    /** What several parents lack is still one thing to fetch. */
    private void add(Missing item) {
        if (told.add(item.descriptor().digest())) {
            missing.add(item.descriptor());
            problems.add(describe(item));
        }
    }

    private static String describe(Missing item) {
        String platform = item.descriptor().platform() == null
                ? ""
                : " for " + item.descriptor().platform();
        String parentPlatform =
                item.parent().platform() == null ? "" : " for " + item.parent().platform();
        String where = item.whereabouts() == null ? "" : "; it is in " + item.whereabouts();
        String hint = MediaTypes.isNonDistributable(item.descriptor().mediaType()) ? ", non-distributable" : "";
        return item.descriptor().kind() + " " + item.descriptor().digest() + platform + " (of "
                + item.parent().kind() + " " + item.parent().digest().shortForm() + parentPlatform + hint + where + ")";
    }

    void throwIfBroken() throws ContentException {
        List<WrongSize> wrong = presence.wrongSizes();
        if (!wrong.isEmpty()) {
            throw new SizeMismatchException(
                    wrong.get(0).descriptor(), location, wrong.get(0).actual());
        }
        presence.fatal().forEach(this::add);
        if (problems.isEmpty()) {
            return;
        }
        String listed = problems.stream().distinct().limit(ITEMS_IN_A_MESSAGE).collect(Collectors.joining("; "));
        long more = problems.stream().distinct().count() - ITEMS_IN_A_MESSAGE;
        boolean based = presence.fatal().stream().anyMatch(item -> item.whereabouts() != null);
        boolean foreign = missing.stream().anyMatch(m -> MediaTypes.isNonDistributable(m.mediaType()));
        throw ContentNotFoundException.of(
                missing,
                "missing from " + location + ": " + listed + (more > 0 ? "; and " + more + " more" : "")
                        + (based ? "; copy the base first, or name it with option base" : "")
                        + (foreign ? "; non-distributable layers can be skipped" : ""));
    }

    /** What was left out, in words. */
    List<String> tolerated() {
        return presence.tolerated().stream()
                .map(item -> "left out, for it is missing: " + describe(item))
                .toList();
    }
}
