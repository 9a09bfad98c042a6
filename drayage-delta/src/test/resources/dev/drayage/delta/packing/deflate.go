// Deflates files with Go's compress/flate: for each file and each of its levels 1 to 9 the SHA-256 of the result.
package main

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"fmt"
	"os"
)

func main() {
	for _, name := range os.Args[1:] {
		plain, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		for level := 1; level <= 9; level++ {
			var packed bytes.Buffer
			w, _ := flate.NewWriter(&packed, level)
			w.Write(plain)
			w.Close()
			fmt.Printf("sha256:%x\n", sha256.Sum256(packed.Bytes()))
		}
	}
}
