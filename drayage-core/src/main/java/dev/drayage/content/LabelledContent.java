package dev.drayage.content;

import dev.drayage.oci.Digest;
import java.util.Map;
import java.util.SortedMap;

/** Content of which more was found out than its bytes say, worth to be noted wherever it goes. */
public interface LabelledContent {
    /** What is packed has this label: the digest of what it unpacks to, as containerd notes it. */
    String UNCOMPRESSED = "containerd.io/uncompressed";

    /** The labels of the content that was described so far. */
    Map<Digest, SortedMap<String, String>> labels();
}
