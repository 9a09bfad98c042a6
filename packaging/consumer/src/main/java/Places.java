package com.example.consumer;

import dev.drayage.Drayage;
import java.io.IOException;

/** Goes to the places that the program of README.md leaves out; no registry and no containerd is there. */
class Places {
    public static void main(String[] args) throws IOException {
        Drayage drayage = new Drayage();
        drayage.copy("oci:samples/hello:latest", "hello");
        System.out.println("stored and sound: " + drayage.verify("hello").isSound());
        for (String name : new String[] {"docker://localhost:1/hello", "containerd:hello"}) {
            try {
                drayage.open(name).close();
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
