;; Compares one face with a block of rows of equal length, a multiple of 64 floats, in memory one after another.
;; squares.ts has this program as bytes, and test/gallery/squares.test.ts compares them with this text.
;; Memory: the face is at 0, what was found from 16384, the rows from 20480.
(module
  (memory (export "memory") 3)
  ;; Finds the rows, of `bytes` each, whose squared distance is at most `reach`, and writes their positions. Returns how many there are.
  (func (export "within") (param $count i32) (param $bytes i32) (param $reach f32) (result i32)
    (local $row i32) (local $at i32) (local $end i32) (local $face i32) (local $found i32) (local $square f32)
    (local $d v128) (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local.set $found (i32.const 16384))
    (block $all
      (loop $rows
        (br_if $all (i32.eq (local.get $row) (local.get $count)))
        (local.set $at (i32.add (i32.const 20480) (i32.mul (local.get $row) (local.get $bytes))))
        (local.set $end (i32.add (local.get $at) (i32.const 256)))
        (local.set $face (i32.const 0))
        (local.set $square (f32.const 0))
        (block $far
          (loop $parts
            (local.set $s0 (v128.const i32x4 0 0 0 0))
            (local.set $s1 (v128.const i32x4 0 0 0 0))
            (local.set $s2 (v128.const i32x4 0 0 0 0))
            (local.set $s3 (v128.const i32x4 0 0 0 0))
            (loop $floats
            (local.set $d (f32x4.sub (v128.load offset=0 (local.get $face)) (v128.load offset=0 (local.get $at))))
            (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $d) (local.get $d))))
            (local.set $d (f32x4.sub (v128.load offset=16 (local.get $face)) (v128.load offset=16 (local.get $at))))
            (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $d) (local.get $d))))
            (local.set $d (f32x4.sub (v128.load offset=32 (local.get $face)) (v128.load offset=32 (local.get $at))))
            (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $d) (local.get $d))))
            (local.set $d (f32x4.sub (v128.load offset=48 (local.get $face)) (v128.load offset=48 (local.get $at))))
            (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $d) (local.get $d))))
              (local.set $face (i32.add (local.get $face) (i32.const 64)))
              (local.set $at (i32.add (local.get $at) (i32.const 64)))
              (br_if $floats (i32.ne (local.get $at) (local.get $end)))
            )
            (local.set $s0 (f32x4.add (f32x4.add (local.get $s0) (local.get $s1)) (f32x4.add (local.get $s2) (local.get $s3))))
            (local.set $square
              (f32.add (local.get $square)
                (f32.add
                  (f32.add (f32x4.extract_lane 0 (local.get $s0)) (f32x4.extract_lane 1 (local.get $s0)))
                  (f32.add (f32x4.extract_lane 2 (local.get $s0)) (f32x4.extract_lane 3 (local.get $s0))))))
            (br_if $far (f32.gt (local.get $square) (local.get $reach)))
            (local.set $end (i32.add (local.get $end) (i32.const 256)))
            (br_if $parts (i32.lt_u (local.get $face) (local.get $bytes)))
          )
          (i32.store (local.get $found) (local.get $row))
          (local.set $found (i32.add (local.get $found) (i32.const 4)))
        )
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $rows)
      )
    )
    (i32.shr_u (i32.sub (local.get $found) (i32.const 16384)) (i32.const 2))
  )
)
