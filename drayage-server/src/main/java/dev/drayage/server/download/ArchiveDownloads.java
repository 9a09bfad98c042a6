package dev.drayage.server.download;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.compress.Compression;
import dev.drayage.content.ContentException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.server.access.Scope;
import dev.drayage.server.http.EntityTag;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Representation;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Archives of images as they would be exported, byte for byte, at {@code /archives/REPOSITORY:TAG.tar} or
 * {@code /archives/REPOSITORY@DIGEST.tar}; without a tag it is {@code latest}. Further images are named by the parameter
 * {@code image}, and platforms by {@code platform}, as often as needed. An archive has its length, a tag that changes with
 * its bytes alone, and ranges; packed, as {@code .tar.gz} or {@code .tar.zst}, it has neither length nor ranges.
 *
 * <p>What is missing is told before a byte is sent. What turns out to be corrupt breaks the response off, so that nobody
 * ever has the whole of an archive that is wrong, not even in parts.
 */
public final class ArchiveDownloads implements Handler {
    private final Repositories repositories;
    private final PlannedArchives planned;

    /** Archives of these repositories, which stay open as long as this is used. */
    public ArchiveDownloads(Repositories repositories) {
        this(repositories, InstantSource.system());
    }

    ArchiveDownloads(Repositories repositories, InstantSource clock) {
        this.repositories = repositories;
        this.planned = new PlannedArchives(clock);
    }

    /** Whether a path is below {@code /archives/}. */
    public static boolean covers(String path) {
        return path.startsWith(ArchiveRequest.PREFIX);
    }

    /** What a request is about to do, for who decides whether it may. */
    public static List<Scope> scopes(Request request) {
        try {
            return ArchiveRequest.of(request).images().stream()
                    .map(image -> Scope.repository(image.path(), Scope.Action.PULL))
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            // It is about nothing, and will be refused.
            return List.of(Scope.catalog());
        }
    }

    /** What it takes to send an archive, before it is planned. */
    private record Wanted(List<NamedImage> images, ReadableContent content) {}

    /** What decides how an archive is planned; two servers' repositories are never asked by one handler. */
    private record Key(List<Reference> images, List<Descriptor> roots, List<Platform> platforms) {}

    @Override
    public Response handle(Request request) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return DownloadErrors.refusal(405, "an archive can only be fetched").with("Allow", "GET, HEAD");
        }
        ArchiveRequest wanted;
        try {
            wanted = ArchiveRequest.of(request);
        } catch (IllegalArgumentException e) {
            return DownloadErrors.refusal(
                    400, Objects.requireNonNullElse(e.getMessage(), "the request makes no sense"));
        }
        ImageArchive archive;
        try {
            Wanted found = find(wanted);
            List<Descriptor> roots =
                    found.images().stream().map(NamedImage::descriptor).toList();
            archive = planned.get(
                    new Key(wanted.images(), roots, wanted.platforms()),
                    () -> ImageArchive.plan(found.content(), found.images(), options(wanted.platforms())));
        } catch (ContentException e) {
            return DownloadErrors.of(e, wanted);
        }
        return respond(request, wanted, archive);
    }

    private static Response respond(Request request, ArchiveRequest wanted, ImageArchive archive) throws IOException {
        List<Map.Entry<String, String>> headers = List.of(
                Map.entry("Content-Type", contentType(wanted.compression())),
                Map.entry("Content-Disposition", "attachment; filename=\"" + AttachmentName.of(wanted) + '"'),
                Map.entry("X-Content-Type-Options", "nosniff"),
                // It is asked for again each time, and not sent again if it is the same.
                Map.entry("Cache-Control", "no-cache"));
        if (wanted.compression() == Compression.NONE) {
            return new Representation(archive.size(), EntityTag.strong(archive.fingerprint()), headers)
                    .get(request, (offset, length) -> plain(archive, offset, length));
        }
        // Another version of this program may pack in another way.
        EntityTag tag =
                new EntityTag(archive.fingerprint() + "-" + wanted.compression().words(), true);
        return new Representation(-1, tag, headers)
                .get(request, (offset, length) -> packed(archive, wanted.compression()));
    }

    private static ArchiveOptions options(List<Platform> platforms) {
        return ArchiveOptions.of(SelectionOptions.defaults()
                .withPlatforms(platforms.isEmpty() ? PlatformSelection.present() : PlatformSelection.named(platforms)));
    }

    private Wanted find(ArchiveRequest wanted) throws IOException {
        List<NamedImage> images = new ArrayList<>();
        List<ReadableContent> contents = new ArrayList<>();
        for (Reference image : wanted.images()) {
            Repository repository = repositories
                    .find(image.path())
                    .orElseThrow(() -> new UnknownImageException("there is no repository " + image.path()));
            Digest digest = image.digest();
            String reference = digest != null ? digest.toString() : String.valueOf(image.tag());
            Descriptor root = repository
                    .find(reference)
                    .orElseThrow(
                            () -> new UnknownImageException("the repository " + image.path() + " has no " + reference));
            images.add(NamedImage.of(root));
            contents.add(repository.content());
        }
        return new Wanted(
                images, ReadableContent.combine(contents.stream().distinct().toList()));
    }

    private static Response.Body plain(ImageArchive archive, long offset, long length) {
        return new Response.Body.Stream(length, target -> archive.writeTo(target, offset, length), () -> {});
    }

    private static Response.Body packed(ImageArchive archive, Compression compression) {
        return new Response.Body.Stream(-1, new PackedArchive(archive, compression)::writeTo, () -> {});
    }

    private static String contentType(Compression compression) {
        return switch (compression) {
            case GZIP -> "application/gzip";
            case ZSTD -> "application/zstd";
            default -> "application/x-tar";
        };
    }
}
