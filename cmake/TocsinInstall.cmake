# Where Debian expects things, below any prefix.
#
# Nothing goes to /etc: a tool runs on its defaults and on the policy it carries, `tocsin init`
# writes the configuration, and a file that is installed there would be taken for a person's own
# (and an upgrade would overwrite it). What people copy from is in share/doc/tocsin/examples.

get_property(apps GLOBAL PROPERTY TOCSIN_APPS)
if(apps)
  install(TARGETS ${apps} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

foreach(section 1 5 7)
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(FILES crontab.example etc/tocsin.toml
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples OPTIONAL)
foreach(folder platforms policies templates web/push)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/etc/${folder})
    install(DIRECTORY etc/${folder} DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
  endif()
endforeach()

# The shells load a completion by the name of the command that is typed.
install(FILES etc/completions/tocsin.zsh RENAME _tocsin
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
foreach(app IN LISTS apps)
  install(FILES etc/completions/tocsin.bash RENAME ${app}
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endforeach()

# lib, not the multiarch folder: systemd reads these two there whatever the architecture.
file(GLOB units CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/etc/systemd/*.service
                                  ${PROJECT_SOURCE_DIR}/etc/systemd/*.timer)
install(FILES ${units} DESTINATION lib/systemd/system)
install(DIRECTORY etc/systemd/tocsin-.service.d DESTINATION lib/systemd/system)
install(FILES etc/systemd/tocsin.sysusers RENAME tocsin.conf DESTINATION lib/sysusers.d)
