# The library `gigapay` for a CMake project: builds it with cargo, for the target that is named.
#
#   set(GIGAPAY_RUST_TARGET thumbv7em-none-eabihf)   # none: the computer's own
#   include(path/to/core/capi/gigapay.cmake)
#   target_link_libraries(app PRIVATE gigapay)
set(GIGAPAY_RUST_TARGET "" CACHE STRING "Target triple of rustc; empty for the host")

set(gigapay_target_dir ${CMAKE_CURRENT_BINARY_DIR}/gigapay)
set(gigapay_arguments --release --locked --target-dir ${gigapay_target_dir})
set(gigapay_library ${gigapay_target_dir}/release/libgigapay.a)
if(GIGAPAY_RUST_TARGET)
  list(APPEND gigapay_arguments --target ${GIGAPAY_RUST_TARGET})
  set(gigapay_library ${gigapay_target_dir}/${GIGAPAY_RUST_TARGET}/release/libgigapay.a)
endif()

add_custom_target(gigapay_cargo
  # 5 kB less flash on a device: see core/docs/limits.md.
  COMMAND ${CMAKE_COMMAND} -E env "RUSTFLAGS=--cfg sha2_backend_soft=\"compact\""
    cargo build ${gigapay_arguments}
  WORKING_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}
  BYPRODUCTS ${gigapay_library}
  VERBATIM)

add_library(gigapay STATIC IMPORTED GLOBAL)
set_target_properties(gigapay PROPERTIES
  IMPORTED_LOCATION ${gigapay_library}
  INTERFACE_INCLUDE_DIRECTORIES ${CMAKE_CURRENT_LIST_DIR}/include)
add_dependencies(gigapay gigapay_cargo)
