package dev.drayage.containerd;

import dev.drayage.containerd.api.images.CreateImageRequest;
import dev.drayage.containerd.api.images.DeleteImageRequest;
import dev.drayage.containerd.api.images.GetImageRequest;
import dev.drayage.containerd.api.images.ImagesGrpc;
import dev.drayage.containerd.api.images.ImagesGrpc.ImagesBlockingStub;
import dev.drayage.containerd.api.images.ListImagesRequest;
import dev.drayage.containerd.api.images.UpdateImageRequest;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.filter.Filter;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The images of one namespace of a daemon. */
final class RemoteImages implements ImageStore {
    /** What neither a filter nor an expression in it takes for something else, but for the dot. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/:@-]+");

    private final Connection connection;
    private final ImagesBlockingStub stub;

    RemoteImages(Connection connection, String namespace) {
        this.connection = connection;
        this.stub = CallScope.of(namespace).apply(ImagesGrpc.newBlockingStub(connection.channel()));
    }

    @Override
    public Optional<StoredImage> get(String name) throws IOException {
        GetImageRequest request = GetImageRequest.newBuilder().setName(name).build();
        try {
            return Optional.of(Wire.image(connection
                    .ask("look for image " + name, stub, asked -> asked.get(request))
                    .getImage()));
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<StoredImage> list(List<String> filters) throws IOException {
        Filter.anyOf(filters); // says where one is wrong
        ListImagesRequest request =
                ListImagesRequest.newBuilder().addAllFilters(filters).build();
        List<StoredImage> images = new ArrayList<>();
        for (dev.drayage.containerd.api.images.Image image : connection
                .ask("list the images", stub, asked -> asked.list(request))
                .getImagesList()) {
            images.add(Wire.image(image));
        }
        return images;
    }

    /** The daemon looks through all of them, and sends those with the prefix where a filter can say it. */
    @Override
    public List<StoredImage> page(String prefix, String after, int limit) throws IOException {
        if (!PLAIN.matcher(prefix).matches()) {
            return ImageStore.super.page(prefix, after, limit);
        }
        return list(List.of("name~=\"^" + prefix.replace(".", "[.]") + "\"")).stream()
                .filter(image -> Arrays.compareUnsigned(bytes(image.name()), bytes(after)) > 0)
                .limit(limit)
                .toList();
    }

    /** The daemon's database has names in the order of these. */
    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public StoredImage create(StoredImage image) throws IOException {
        CreateImageRequest request =
                CreateImageRequest.newBuilder().setImage(Wire.image(image)).build();
        return Wire.image(connection
                .call("name image " + image.name(), stub, asked -> asked.create(request))
                .getImage());
    }

    @Override
    public StoredImage update(StoredImage image, List<String> fieldPaths) throws IOException {
        UpdateImageRequest request = UpdateImageRequest.newBuilder()
                .setImage(Wire.image(image))
                .setUpdateMask(Wire.mask(fieldPaths))
                .build();
        return Wire.image(connection
                .call("change image " + image.name(), stub, asked -> asked.update(request))
                .getImage());
    }

    @Override
    public void delete(String name) throws IOException {
        DeleteImageRequest request =
                DeleteImageRequest.newBuilder().setName(name).build();
        connection.call("remove image " + name, stub, asked -> asked.delete(request));
    }
}
