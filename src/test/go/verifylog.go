// Command verifylog checks a log that the gate wrote, with the note and tlog packages of the Go project and nothing of the
// gate's: the checkpoint's signature, every entry, every stored hash, and the root.
//
//	verifylog DIR VKEY
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 3 {
		fail("usage: verifylog DIR VKEY")
	}
	size, root := checkpoint(os.Args[1], os.Args[2])
	leaves := entries(os.Args[1], size)
	tiles(os.Args[1], leaves)
	if found := treeHash(leaves); found != root {
		fail("the root over all entries is %v, and the checkpoint has %v", found, root)
	}
	fmt.Printf("OK %d entries, root %v\n", size, root)
}

func checkpoint(dir, vkey string) (int64, tlog.Hash) {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	signed, err := note.Open(read(dir, "checkpoint"), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return size, root
}

func entries(dir string, size int64) []tlog.Hash {
	var leaves []tlog.Hash
	for bundle := int64(0); bundle*256 < size; bundle++ {
		width := min(256, size-bundle*256)
		rest := read(dir, path("entries", bundle, width))
		for at := int64(0); at < width; at++ {
			if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
				fail("bundle %d ends at entry %d", bundle, at)
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			leaves = append(leaves, tlog.RecordHash(rest[2:end]))
			rest = rest[end:]
		}
	}
	return leaves
}

// tiles holds every stored tile against the hashes under it, level by level.
func tiles(dir string, hashes []tlog.Hash) {
	for level := 0; len(hashes) > 0; level++ {
		var above []tlog.Hash
		for from := 0; from < len(hashes); from += 256 {
			to := min(from+256, len(hashes))
			var expected bytes.Buffer
			for _, hash := range hashes[from:to] {
				expected.Write(hash[:])
			}
			name := path(strconv.Itoa(level), int64(from/256), int64(to-from))
			if stored := read(dir, name); !bytes.Equal(stored[:min(len(stored), expected.Len())], expected.Bytes()) {
				fail("%s is not what is under it", name)
			}
			if to-from == 256 {
				above = append(above, treeHash(hashes[from:to]))
			}
		}
		hashes = above
	}
}

func treeHash(hashes []tlog.Hash) tlog.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	left := 1
	for left*2 < len(hashes) {
		left *= 2
	}
	return tlog.NodeHash(treeHash(hashes[:left]), treeHash(hashes[left:]))
}

func path(level string, index, width int64) string {
	name := fmt.Sprintf("%03d", index%1000)
	for index >= 1000 {
		index /= 1000
		name = fmt.Sprintf("x%03d/%s", index%1000, name)
	}
	if width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + name
}

// read gives a file; in the place of a partial tile that is not kept any more, the full one.
func read(dir, name string) []byte {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		if full, _, partial := strings.Cut(name, ".p/"); partial {
			data, err = os.ReadFile(filepath.Join(dir, full))
		}
	}
	check(err)
	return data
}

func min[T int | int64](one, other T) T {
	if one < other {
		return one
	}
	return other
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "FAIL "+format+"\n", arguments...)
	os.Exit(1)
}
